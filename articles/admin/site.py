"""The "View on site" link of the admin."""

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse


def view_on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Redirect to an object's public page, if the user may see the object in the admin.

    Django's own view checks no permission, and an article's URL contains its headline.
    """
    try:
        model = ContentType.objects.get(pk=content_type_id).model_class()
        model_admin = admin.site.get_model_admin(model) if model else None
    except (ObjectDoesNotExist, ValueError, NotRegistered):
        model_admin = None
    if model_admin is None or not model_admin.has_view_or_change_permission(request):
        raise Http404
    obj = model_admin.get_object(request, object_id)
    if obj is None or not model_admin.get_view_on_site_url(obj):
        raise Http404
    return shortcut(request, content_type_id, object_id)
