"""Privacy declarations of the libraries' models, by label."""

from privacy.declarations import Retention


class AdminHistory:
    title = "Änderungsverlauf im Verwaltungsbereich"
    whose = "Beschäftigte der IKK"
    subject = "user"
    labels = {
        "user": "Zugang",
        "action_time": "Zeitpunkt",
        "object_repr": "Name des geänderten Inhalts",
        "change_message": "geänderte Felder",
        "object_id": "Nummer des geänderten Inhalts",
        "action_flag": "Art der Änderung",
        "content_type": "Art des Inhalts",
    }
    personal = {
        "user",
        "action_time",
        "object_repr",
        "change_message",
        "object_id",
        "action_flag",
        "content_type",
    }
    neutral = {"id"}
    purposes = {"Nachvollziehen, wer welche Inhalte geändert hat": "Art. 5 Abs. 2 DSGVO"}
    retention = Retention(
        text="1 Jahr nach der Änderung",
        counted_from="action_time",
        days=365,
        created="action_time",
        latest_days=365,
    )


class RoleMembership:
    labels = {"user": "Zugang", "group": "Rolle"}
    title = "Rollen der Beschäftigten"
    whose = "Beschäftigte der IKK"
    subject = "user"
    personal = {"user", "group"}
    neutral = {"id"}
    purposes = {"Festlegen, wer was sehen und ändern darf": "Art. 32 DSGVO"}
    retention = Retention(
        text="Bis der Zugang gelöscht wird",
        counted_from="user__left_at",
        days=365,
        created="user__created_at",
        latest_days=50 * 365,
    )


class SinglePermission(RoleMembership):
    title = "Einzelne Rechte der Beschäftigten"
    labels = {"user": "Zugang", "permission": "Recht"}
    personal = {"user", "permission"}


class Group:
    neutral = {"id", "name"}


class GroupPermission:
    neutral = {"id", "group", "permission"}


class Permission:
    neutral = {"id", "name", "content_type", "codename"}


class ContentType:
    neutral = {"id", "app_label", "model"}


DECLARATIONS: dict[str, type] = {
    "admin.LogEntry": AdminHistory,
    "accounts.User_groups": RoleMembership,
    "accounts.User_user_permissions": SinglePermission,
    "auth.Group": Group,
    "auth.Group_permissions": GroupPermission,
    "auth.Permission": Permission,
    "contenttypes.ContentType": ContentType,
}
