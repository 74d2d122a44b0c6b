"""Running the service: processes, migrations, start checks, the demo. Knows the app, is known by the CLI alone."""
