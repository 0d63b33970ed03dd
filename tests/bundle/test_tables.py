"""No table is forgotten: each is in a bundle, or left out for a reason."""

from django.apps import apps
from django.db.models import ForeignKey, Model

from articles.bundle.tables import LEFT_OUT, TABLES, is_account


def test_every_table_is_in_a_bundle_or_left_out_for_a_reason() -> None:
    ours: set[type[Model]] = {
        each
        for each in apps.get_models(include_auto_created=True)
        if each._meta.app_label == "articles" and not each._meta.proxy
    }
    listed = [table.model for table in TABLES]
    assert len(listed) == len(set(listed))
    assert set(listed) & LEFT_OUT.keys() == set()
    assert ours == set(listed) | LEFT_OUT.keys()
    assert all(LEFT_OUT.values())


def test_every_table_comes_after_those_that_it_refers_to() -> None:
    before: set[type[Model]] = set()
    for table in TABLES:
        before.add(table.model)
        for field in table.fields.values():
            if isinstance(field, ForeignKey) and not is_account(field):
                assert field.related_model in before, f"{table.name}.{field.name}"
