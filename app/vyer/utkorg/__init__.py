"""The outbox as the systemadministrator sees it: figures, messages without contents, and sending them again."""
