"""Staff roles of the room. Enquiries name people, so the role is for one IKK only."""

ROLES = {"Kundenservice": {"contact.view_enquiry", "contact.answer_enquiry"}}
REGIONAL_ONLY = set(ROLES)
