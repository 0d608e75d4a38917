"""One module a question: each ends with its `routes`, which `web.urls` joins."""
