"""Pages of the room: choosing and legal pages, reading, finding offices, searching."""
