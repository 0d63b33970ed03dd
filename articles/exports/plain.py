"""An article as plain text."""

from articles.exports.article_rows import ExportedArticle, corrections_of
from articles.exports.characters import legal, line
from articles.exports.citations.citation import permanent_link, title_of


def plain_text(each: ExportedArticle) -> str:
    """Return headline, byline with source and date, texts and permanent link, separated by blank lines."""
    article = each.article
    source = article.source.name if article.source else ""
    parts = (
        title_of(article),
        line(article.standfirst),
        line(", ".join(filter(None, (article.byline and f"By {article.byline}", source, article.edtf)))),
        line(f"[Picture: {article.caption}]") if article.caption else "",
        line(article.dateline),
        legal(article.body).strip(),
        "\n".join(f"[Correction, {each}]" for each in corrections_of(article)),
        permanent_link(article, each.site),
    )
    return "\n\n".join(filter(None, parts)) + "\n"
