"""One URL of each type of page, with the sample articles."""

#: A URL that does not exist: the error page is a page too.
MISSING = "/no-such-page/"
PAGE_TYPES = [
    "/",
    "/articles/",
    "/articles/?q=referendum&country=UA&after=2014",
    "/articles/?q=xyzzyplugh",
    "/articles/?not_country=RU&person=john-kerry&person=sergei-lavrov&person_mode=all",
    "/articles/facets/person/",
    "/articles/facets/person/?not_person=john-kerry",
    "/articles/14/",
    "/people/",
    "/people/?letter=j",
    "/people/?name=xyzzyplugh",
    "/people/john-kerry/",
    "/people/john-kerry/?country=UA",
    "/people/john-kerry/with/sergei-lavrov/",
    "/countries/",
    "/countries/ua/",
    "/organisations/",
    "/organisations/united-nations/",
    "/places/",
    "/places/washington/",
    "/sources/",
    "/sources/atlas-dispatch/",
    "/help/search/",
    "/compare/",
    "/compare/?q=president&q=election&as=share",
    "/accounts/login/",
    "/accounts/password_reset/",
    MISSING,
]
