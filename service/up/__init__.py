"""The supervisor: `parley up` runs PostgreSQL, Valkey and the roles on one machine, for a demo, a
newsroom's trial or the tests. It knows processes and folders, nothing of comments."""
