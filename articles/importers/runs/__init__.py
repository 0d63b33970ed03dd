"""Import runs: their options, their record in the database, their failures, and dry runs."""
