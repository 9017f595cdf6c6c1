"""Staff role of the room, for one IKK or for all: reads published figures, which say nothing about anybody."""

ROLES = {"Statistik": {"access_log.view_publishedcount"}}
