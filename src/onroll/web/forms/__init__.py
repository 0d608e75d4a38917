"""How is something asked for? Forms of the service, each field in GOV.UK markup by `django/forms/field.html`."""
