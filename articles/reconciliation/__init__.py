"""The entities of the archive as a reconciliation service, which OpenRefine uses (W3C, version 0.2).

Source: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""
