"""Who may do what with the room's tables. The public surface leaves enquiries unread.

Staff cannot change what was asked. The counts are written by the database itself (migration 0002), whoever writes the
enquiry.
"""

_ANSWERING = "state, taken_by, taken_at, draft, sending_since, answered_at, answered_way"

GRANTS = {
    "ikk_public": {"contact_enquiry": "INSERT"},
    "ikk_staff": {"contact_enquiry": f"SELECT, UPDATE ({_ANSWERING})", "contact_enquirycount": "SELECT"},
    "ikk_jobs": {"contact_enquiry": "SELECT, DELETE", "contact_enquirycount": "SELECT"},
}
