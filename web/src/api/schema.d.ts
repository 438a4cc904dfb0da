export interface paths {
    "/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ActivityLog_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/activity/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ActivityLog_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["AnalyticsAdmin_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Migrations_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OrganizationsAdmin_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OrganizationsAdmin_get"];
        put?: never;
        post?: never;
        delete: operations["OrganizationsAdmin_delete"];
        options?: never;
        head?: never;
        patch: operations["OrganizationsAdmin_changePlan"];
        trace?: never;
    };
    "/admin/organizations/{id}/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OrganizationsAdmin_purge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/organizations/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OrganizationsAdmin_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/organizations/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OrganizationsAdmin_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/organizations/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OrganizationsAdmin_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/queues/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["QueueBoard_open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["UsersAdmin_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["UsersAdmin_activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["UsersAdmin_deactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/completion-times": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_completionTimes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/overdue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_overdue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_performance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_projects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_trend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Attachments_get"];
        put?: never;
        post?: never;
        delete: operations["Attachments_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attachments/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Attachments_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_confirmEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["Account_update"];
        trace?: never;
    };
    "/auth/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_requestEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me/email/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_sendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_reauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Auth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Auth_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Sessions_list"];
        put?: never;
        post?: never;
        delete: operations["Sessions_endAll"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Sessions_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Auth_switch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ApiTokens_mine"];
        put?: never;
        post: operations["ApiTokens_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["ApiTokens_revokeMine"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Totp_status"];
        put?: never;
        post: operations["Totp_start"];
        delete: operations["Totp_disable"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Totp_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/totp/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Totp_renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/ws-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Events_issueTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/comments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Comments_get"];
        put?: never;
        post?: never;
        delete: operations["Comments_delete"];
        options?: never;
        head?: never;
        patch: operations["Comments_update"];
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Events_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Exports_list"];
        put?: never;
        post: operations["Exports_request_0"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Exports_get"];
        put?: never;
        post?: never;
        delete: operations["Exports_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Exports_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Exports_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Exports_follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/external-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ExternalTasks_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Imports_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Imports_get"];
        put?: never;
        post?: never;
        delete: operations["Imports_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Imports_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Auth_acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Labels_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Prometheus_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Notifications_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Notifications_markRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Notifications_preferences"];
        put: operations["Notifications_replacePreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Notifications_markAllRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Organizations_mine"];
        put?: never;
        post: operations["Organizations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Organizations_current"];
        put?: never;
        post?: never;
        delete: operations["Organizations_delete"];
        options?: never;
        head?: never;
        patch: operations["Organizations_update"];
        trace?: never;
    };
    "/organizations/current/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ApiTokens_everybodys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/api-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["ApiTokens_revokeAnybodys"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Domains_list"];
        put?: never;
        post: operations["Domains_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/domains/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Domains_remove"];
        options?: never;
        head?: never;
        patch: operations["Domains_update"];
        trace?: never;
    };
    "/organizations/current/domains/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Domains_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Organizations_listInvitations"];
        put?: never;
        post: operations["Organizations_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Organizations_revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Organizations_listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Organizations_removeMember"];
        options?: never;
        head?: never;
        patch: operations["Organizations_changeRole"];
        trace?: never;
    };
    "/organizations/current/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Organizations_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/current/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Organizations_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Projects_list"];
        put?: never;
        post: operations["Projects_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Projects_get"];
        put?: never;
        post?: never;
        delete: operations["Projects_delete"];
        options?: never;
        head?: never;
        patch: operations["Projects_update"];
        trace?: never;
    };
    "/projects/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Projects_listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Tasks_list"];
        put?: never;
        post: operations["Tasks_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Tasks_get"];
        put: operations["Tasks_replace"];
        post?: never;
        delete: operations["Tasks_delete"];
        options?: never;
        head?: never;
        patch: operations["Tasks_update"];
        trace?: never;
    };
    "/tasks/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ActivityLog_listOfTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Attachments_list"];
        put?: never;
        post: operations["Attachments_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Comments_list"];
        put?: never;
        post: operations["Comments_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Trash_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Bulk_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Exports_request_1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Imports_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Tasks_listMine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Trash_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Webhooks_list"];
        put?: never;
        post: operations["Webhooks_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Webhooks_get"];
        put?: never;
        post?: never;
        delete: operations["Webhooks_delete"];
        options?: never;
        head?: never;
        patch: operations["Webhooks_update"];
        trace?: never;
    };
    "/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["WebhookDeliveries_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["WebhookDeliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["WebhookDeliveries_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["WebhookDeliveries_replaySince"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Webhooks_rotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["WebhookDeliveries_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Events_connect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedExportDto: {
            exportId: string;
            jobId: string;
        };
        AcceptedImportDto: {
            importId: string;
        };
        AcceptInvitationDto: {
            token: string;
        };
        ActivityEntryDto: {
            actorId: string | null;
            at: string;
            changes: {
                [key: string]: {
                    from: unknown;
                    to: unknown;
                };
            };
            requestId: string | null;
            sequence: number;
            subjectId: string;
            subjectType: string;
            type: string;
        };
        ActivityPageDto: {
            data: components["schemas"]["ActivityEntryDto"][];
            limit: number;
            nextCursor: string | null;
        };
        AdminOrganizationDto: {
            createdAt: string;
            deletedAt: string | null;
            id: string;
            lastActivityAt: string | null;
            members: number;
            name: string;
            plan: "FREE" | "BASIC" | "PREMIUM" | "ENTERPRISE";
            purgeAfter: string | null;
            sizeBytes: number;
            slug: string;
            status: "DELETED" | "ACTIVE" | "SUSPENDED" | "PURGING";
        };
        AdminOrganizationPageDto: {
            data: components["schemas"]["AdminOrganizationDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        AdminUserDto: {
            createdAt: string;
            email: string;
            emailVerified: boolean;
            id: string;
            isActive: boolean;
            isPlatformAdmin: boolean;
            lastLoginAt: string | null;
            name: string;
            organizationCount: number;
            username: string | null;
        };
        AdminUserPageDto: {
            data: components["schemas"]["AdminUserDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        ApiTokenDto: {
            createdAt: string;
            expiresAt: string;
            hint: string;
            id: string;
            lastUsedAt: string | null;
            name: string;
            permissions: ("task:create" | "task:update" | "task:delete" | "account:read" | "account:manage" | "organization:read" | "member:read" | "task:read" | "project:read" | "event:read" | "notification:read" | "notification:manage" | "analytics:read" | "comment:write" | "attachment:write" | "task:update-any" | "task:delete-any" | "comment:delete-any" | "attachment:delete-any" | "project:manage" | "member:manage" | "invitation:manage" | "organization:manage" | "export:manage" | "import:manage" | "token:manage" | "webhook:manage" | "activity:read" | "analytics:people" | "organization:transfer" | "organization:delete")[];
        };
        ApiTokenPageDto: {
            data: components["schemas"]["ApiTokenDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        AttachmentDto: {
            byteSize: number;
            contentType: string;
            createdAt: string;
            fileName: string;
            id: string;
            sha256: string;
            taskId: string;
            uploadedBy: string;
        };
        AttachmentListDto: {
            data: components["schemas"]["AttachmentDto"][];
            limit: number;
            nextCursor: string | null;
            page?: number;
            total?: number;
        };
        AttemptDto: {
            at: string;
            durationMs: number;
            error: string | null;
            request: components["schemas"]["AttemptRequestDto"] | null;
            response: components["schemas"]["AttemptResponseDto"] | null;
        };
        AttemptRequestDto: {
            headers: {
                [key: string]: string;
            };
            url: string;
        };
        AttemptResponseDto: {
            body: string;
            headers: {
                [key: string]: string;
            };
            status: number;
        };
        AuditEntryDto: {
            action: string;
            actor: string;
            after: {
                [key: string]: unknown;
            } | null;
            at: string;
            before: {
                [key: string]: unknown;
            } | null;
            id: string;
            requestId: string | null;
            subjectId: string;
            subjectName: string;
            subjectType: string;
        };
        AuditPageDto: {
            data: components["schemas"]["AuditEntryDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        BulkDto: {
            atomic?: boolean;
            operations: components["schemas"]["BulkOperationDto"][];
        };
        BulkOperationDto: {
            id?: string | number;
            ifMatch?: number;
            op: "create" | "update" | "delete";
            task?: Record<string, never>;
        };
        BulkResultDto: {
            problem?: components["schemas"]["Problem"];
            status: number;
            task?: components["schemas"]["TaskDto"];
        };
        BulkResultsDto: {
            results: components["schemas"]["BulkResultDto"][];
        };
        ChainStateDto: {
            brokenAt: number | null;
            entries: number;
            hash: string;
            isWhole: boolean;
            sequence: number;
        };
        ChangeEmailDto: {
            email: string;
            password: string;
        };
        ChangePasswordDto: {
            currentPassword: string;
            endApiTokens?: boolean;
            newPassword: string;
        };
        ChangePlanDto: {
            plan: "FREE" | "BASIC" | "PREMIUM" | "ENTERPRISE";
        };
        ChangeRoleDto: {
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
        };
        CommentDto: {
            authorId: string;
            body: string;
            createdAt: string;
            id: string;
            mentions: string[];
            taskId: string;
            updatedAt: string;
            version: number;
        };
        CommentListDto: {
            data: components["schemas"]["CommentDto"][];
            limit: number;
            nextCursor: string | null;
            page?: number;
            total?: number;
        };
        ComparedCountDto: {
            changePercent: number | null;
            current: number;
            previous: number;
        };
        ComparedShareDto: {
            changePercent: number | null;
            current: number | null;
            previous: number | null;
        };
        CompletionTimesDto: {
            averageHours: number | null;
            byPriority: components["schemas"]["PriorityDurationsDto"];
            count: number;
            days: number;
            medianHours: number | null;
            p90Hours: number | null;
        };
        ConfirmEmailDto: {
            token: string;
        };
        ConfirmTotpDto: {
            code: string;
        };
        CountsDto: {
            fileBytes: number;
            members: number;
            projects: number;
            storage: number;
            tasks: number;
        };
        CreateApiTokenDto: {
            expiresAt?: string;
            name: string;
            permissions: ("organization:read" | "member:read" | "task:read" | "project:read" | "event:read" | "notification:read" | "notification:manage" | "analytics:read" | "task:create" | "task:update" | "task:delete" | "comment:write" | "attachment:write" | "task:update-any" | "task:delete-any" | "comment:delete-any" | "attachment:delete-any" | "project:manage" | "member:manage" | "invitation:manage" | "organization:manage" | "export:manage" | "import:manage" | "webhook:manage" | "activity:read" | "analytics:people")[];
        };
        CreateDomainDto: {
            domain: string;
            isPrimary?: boolean;
        };
        CreateExportDto: {
            bom?: boolean;
            columns?: ("id" | "number" | "title" | "description" | "status" | "priority" | "projectId" | "project" | "assigneeId" | "assignee" | "creatorId" | "creator" | "labels" | "dueAt" | "createdAt" | "updatedAt" | "completedAt" | "version")[];
            compression?: "GZIP";
            delimiter?: "," | ";" | "\t" | "|";
            filter?: components["schemas"]["TaskFilterDto"];
            format?: "CSV" | "NDJSON" | "JSON" | "XLSX";
            sort?: "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "dueAt" | "-dueAt" | "priority" | "-priority" | "status" | "-status" | "title" | "-title" | "number" | "-number" | "relevance";
            timeZone?: string;
        };
        CreateInvitationDto: {
            email: string;
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
        };
        CreateOrganizationDto: {
            name: string;
            slug?: string;
        };
        CreateProjectDto: {
            description?: string | null;
            name: string;
        };
        CreateTaskDto: {
            assigneeId?: string | null;
            description?: string | null;
            dueAt?: string | null;
            labels?: string[];
            priority?: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT";
            projectId?: string | null;
            status?: "CREATED";
            title: string;
        };
        CreateWebhookDto: {
            description?: string | null;
            events: string[];
            isEnabled?: boolean;
            url: string;
        };
        DeletedTaskDto: {
            assigneeId: string | null;
            completedAt: string | null;
            createdAt: string;
            creatorId: string;
            deletedAt: string;
            description: string | null;
            dueAt: string | null;
            id: string;
            labels: string[];
            number: number;
            priority: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT";
            projectId: string | null;
            status: "CREATED" | "IN_PROGRESS" | "COMPLETED";
            title: string;
            updatedAt: string;
            version: number;
        };
        DeletedTaskPageDto: {
            data: components["schemas"]["DeletedTaskDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        DeliveryDto: {
            attempts: number;
            durationMs: number | null;
            error: string | null;
            id: string;
            lastAttemptAt: string | null;
            nextAttemptAt: string | null;
            queuedAt: string;
            responseBody: string | null;
            responseStatus: number | null;
            sequence: number;
            status: "PENDING" | "FAILED" | "DELIVERED";
            type: string;
        };
        DeliveryInFullDto: {
            attempts: number;
            durationMs: number | null;
            error: string | null;
            history: components["schemas"]["AttemptDto"][];
            id: string;
            lastAttemptAt: string | null;
            nextAttemptAt: string | null;
            payload: components["schemas"]["DeliveryPayloadDto"];
            queuedAt: string;
            responseBody: string | null;
            responseStatus: number | null;
            sequence: number;
            status: "PENDING" | "FAILED" | "DELIVERED";
            type: string;
        };
        DeliveryPageDto: {
            data: components["schemas"]["DeliveryDto"][];
            limit: number;
            nextCursor: string | null;
        };
        DeliveryPayloadDto: {
            actorId: string | null;
            at: string;
            data: components["schemas"]["EventDataDto"];
            organizationId: string;
            sequence: number;
            type: string;
        };
        DomainChallengeDto: {
            name: string;
            value: string;
        };
        DomainDto: {
            createdAt: string;
            domain: string;
            id: string;
            isPrimary: boolean;
            status: "PENDING" | "VERIFIED";
            verification: components["schemas"]["DomainChallengeDto"];
            verifiedAt: string | null;
        };
        DomainPageDto: {
            data: components["schemas"]["DomainDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        DurationsDto: {
            averageHours: number | null;
            count: number;
            medianHours: number | null;
            p90Hours: number | null;
        };
        EventDataDto: {
            changes: {
                [key: string]: {
                    from: unknown;
                    to: unknown;
                };
            };
            subjectId: string;
            subjectType: string;
        };
        EventDto: {
            actorId: string | null;
            at: string;
            data: components["schemas"]["EventDataDto"];
            sequence: number;
            type: string;
        };
        EventPageDto: {
            data: components["schemas"]["EventDto"][];
            limit: number;
            nextAfter: number;
        };
        ExportDto: {
            byteSize: number | null;
            columns: ("number" | "status" | "title" | "description" | "labels" | "id" | "version" | "projectId" | "priority" | "createdAt" | "assigneeId" | "creatorId" | "dueAt" | "completedAt" | "updatedAt" | "project" | "assignee" | "creator")[];
            createdAt: string;
            error: string | null;
            expiresAt: string | null;
            fileUrl: string | null;
            filter: {
                [key: string]: unknown;
            };
            finishedAt: string | null;
            format: "CSV" | "NDJSON" | "JSON" | "XLSX";
            id: string;
            options: components["schemas"]["ExportOptionsDto"];
            position: number | null;
            progress: number;
            rowCount: number | null;
            rowsPerSecond: number | null;
            secondsLeft: number | null;
            sequence: number | null;
            sha256: string | null;
            sort: "number" | "status" | "title" | "priority" | "createdAt" | "dueAt" | "updatedAt" | "relevance" | "-number" | "-status" | "-title" | "-priority" | "-createdAt" | "-dueAt" | "-updatedAt";
            startedAt: string | null;
            status: "COMPLETED" | "FAILED" | "QUEUED" | "RUNNING" | "CANCELLED" | "EXPIRED";
        };
        ExportedTaskDto: {
            assignee?: string | null;
            assigneeId?: string | null;
            completedAt?: string | null;
            createdAt?: string;
            creator?: string;
            creatorId?: string;
            description?: string | null;
            dueAt?: string | null;
            id?: string;
            labels?: string[];
            number?: number;
            priority?: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT";
            project?: string | null;
            projectId?: string | null;
            status?: "CREATED" | "IN_PROGRESS" | "COMPLETED";
            title?: string;
            updatedAt?: string;
            version?: number;
        };
        ExportOptionsDto: {
            bom?: boolean;
            compression?: "GZIP";
            delimiter?: "," | ";" | "\t" | "|";
            timeZone?: string;
        };
        ExportPageDto: {
            data: components["schemas"]["ExportDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        ExternalWarningDto: {
            code: "external-source-unavailable" | "external-source-stale" | "external-tasks-skipped";
            message: string;
        };
        ForgotPasswordDto: {
            email: string;
        };
        HealthDto: {
            status: "ok";
            uptime: number;
            version: string;
        };
        ImportDto: {
            accepted: number;
            createdAt: string;
            error: string | null;
            finishedAt: string | null;
            id: string;
            mode: "best-effort" | "all-or-nothing";
            progress: number;
            refusals: components["schemas"]["RefusalDto"][];
            refused: number;
            startedAt: string | null;
            status: "COMPLETED" | "FAILED" | "QUEUED" | "RUNNING" | "CANCELLED";
        };
        ImportPageDto: {
            data: components["schemas"]["ImportSummaryDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        ImportSummaryDto: {
            accepted: number;
            createdAt: string;
            error: string | null;
            finishedAt: string | null;
            id: string;
            mode: "best-effort" | "all-or-nothing";
            progress: number;
            refused: number;
            startedAt: string | null;
            status: "COMPLETED" | "FAILED" | "QUEUED" | "RUNNING" | "CANCELLED";
        };
        InboxDto: {
            data: components["schemas"]["NotificationDto"][];
            limit: number;
            nextCursor: string | null;
            unread: number;
        };
        InvitationDto: {
            createdAt: string;
            email: string;
            expiresAt: string;
            id: string;
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
        };
        InvitationPageDto: {
            data: components["schemas"]["InvitationDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        IssuedApiTokenDto: {
            createdAt: string;
            expiresAt: string;
            hint: string;
            id: string;
            name: string;
            permissions: ("task:create" | "task:update" | "task:delete" | "account:read" | "account:manage" | "organization:read" | "member:read" | "task:read" | "project:read" | "event:read" | "notification:read" | "notification:manage" | "analytics:read" | "comment:write" | "attachment:write" | "task:update-any" | "task:delete-any" | "comment:delete-any" | "attachment:delete-any" | "project:manage" | "member:manage" | "invitation:manage" | "organization:manage" | "export:manage" | "import:manage" | "token:manage" | "webhook:manage" | "activity:read" | "analytics:people" | "organization:transfer" | "organization:delete")[];
            token: string;
        };
        IssuedInvitationDto: {
            email: string;
            expiresAt: string;
            id: string;
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
            token?: string;
        };
        IssuedWebhookDto: {
            createdAt: string;
            description: string | null;
            disabledReason: string | null;
            events: string[];
            failingSince: string | null;
            id: string;
            isEnabled: boolean;
            replayingUntil: number | null;
            secret: string;
            updatedAt: string;
            url: string;
            version: number;
        };
        LabelDto: {
            name: string;
            taskCount: number;
        };
        LabelPageDto: {
            data: components["schemas"]["LabelDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        LimitsDto: {
            members: number | null;
            projects: number | null;
            storage: number | null;
            tasks: number | null;
        };
        LoginDto: {
            code?: string;
            email?: string;
            organization?: string;
            password: string;
            recoveryCode?: string;
            username?: string;
        };
        MeDto: {
            organization: components["schemas"]["SessionOrganizationDto"];
            organizations: components["schemas"]["MyOrganizationDto"][];
            permissions: ("task:create" | "task:update" | "task:delete" | "account:read" | "account:manage" | "organization:read" | "member:read" | "task:read" | "project:read" | "event:read" | "notification:read" | "notification:manage" | "analytics:read" | "comment:write" | "attachment:write" | "task:update-any" | "task:delete-any" | "comment:delete-any" | "attachment:delete-any" | "project:manage" | "member:manage" | "invitation:manage" | "organization:manage" | "export:manage" | "import:manage" | "token:manage" | "webhook:manage" | "activity:read" | "analytics:people" | "organization:transfer" | "organization:delete")[];
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
            user: components["schemas"]["MyUserDto"];
        };
        MemberDto: {
            email: string;
            joinedAt: string;
            name: string;
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
            userId: string;
        };
        MemberPageDto: {
            data: components["schemas"]["MemberDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        MergedTaskDto: {
            createdAt: string;
            description: string | null;
            dueAt: string | null;
            id: string;
            number: number | null;
            priority: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT";
            source: "local" | "external";
            status: "CREATED" | "IN_PROGRESS" | "COMPLETED";
            title: string;
            url: string | null;
        };
        MergedTaskPageDto: {
            data: components["schemas"]["MergedTaskDto"][];
            limit: number;
            page: number;
            total: number;
            warnings: components["schemas"]["ExternalWarningDto"][];
        };
        MigrationCountDto: {
            organizations: number;
            state: "MIGRATING" | "PENDING" | "CURRENT" | "FAILED";
            version: number;
        };
        MigrationPageDto: {
            counts: components["schemas"]["MigrationCountDto"][];
            data: components["schemas"]["OrganizationMigrationDto"][];
            limit: number;
            newest: number;
            nextCursor: string | null;
            oldestServed: number;
            page: number;
            total: number;
        };
        MyOrganizationDto: {
            id: string;
            name: string;
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
            slug: string;
        };
        MySessionDto: {
            authenticatedAt: string;
            authMethods: ("pwd" | "otp")[];
            createdAt: string;
            expiresAt: string;
            id: string;
            ip: string | null;
            isCurrent: boolean;
            lastUsedAt: string;
            organization: components["schemas"]["SessionPlaceDto"];
            userAgent: string | null;
        };
        MySessionPageDto: {
            data: components["schemas"]["MySessionDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        MyTaskPageDto: {
            data: components["schemas"]["TaskDto"][];
            limit: number;
            nextCursor: string | null;
            overdue?: number;
            page?: number;
            total?: number;
            totalIsCapped?: boolean;
        };
        MyUserDto: {
            email: string;
            emailVerified: boolean;
            id: string;
            name: string;
            username: string | null;
        };
        NotificationDto: {
            actorId: string | null;
            commentId: string | null;
            count: number;
            createdAt: string;
            id: string;
            kind: "task-created" | "task-assigned" | "task-mentioned" | "task-due";
            readAt: string | null;
            taskId: string | null;
            taskNumber: number | null;
            title: string | null;
        };
        OrganizationApiTokenDto: {
            createdAt: string;
            email: string;
            expiresAt: string;
            hint: string;
            id: string;
            lastUsedAt: string | null;
            name: string;
            permissions: ("task:create" | "task:update" | "task:delete" | "account:read" | "account:manage" | "organization:read" | "member:read" | "task:read" | "project:read" | "event:read" | "notification:read" | "notification:manage" | "analytics:read" | "comment:write" | "attachment:write" | "task:update-any" | "task:delete-any" | "comment:delete-any" | "attachment:delete-any" | "project:manage" | "member:manage" | "invitation:manage" | "organization:manage" | "export:manage" | "import:manage" | "token:manage" | "webhook:manage" | "activity:read" | "analytics:people" | "organization:transfer" | "organization:delete")[];
            userId: string;
            userName: string;
        };
        OrganizationApiTokenPageDto: {
            data: components["schemas"]["OrganizationApiTokenDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        OrganizationDto: {
            createdAt: string;
            id: string;
            name: string;
            plan: "FREE" | "BASIC" | "PREMIUM" | "ENTERPRISE";
            settings: components["schemas"]["SettingsDto"];
            slug: string;
            status: "DELETED" | "ACTIVE" | "SUSPENDED" | "PURGING";
            version: number;
        };
        OrganizationFiguresDto: {
            figures: components["schemas"]["OrganizationSummaryDto"] | null;
            id: string;
            name: string;
            plan: "FREE" | "BASIC" | "PREMIUM" | "ENTERPRISE";
            slug: string;
            status: "DELETED" | "ACTIVE" | "SUSPENDED" | "PURGING";
        };
        OrganizationFiguresPageDto: {
            data: components["schemas"]["OrganizationFiguresDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        OrganizationMigrationDto: {
            attempts: number;
            durationMs: number | null;
            error: string | null;
            migratedAt: string;
            organizationId: string;
            slug: string;
            state: "MIGRATING" | "PENDING" | "CURRENT" | "FAILED";
            version: number;
        };
        OrganizationPageDto: {
            data: components["schemas"]["OrganizationDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        OrganizationSummaryDto: {
            byStatus: components["schemas"]["StatusCountsDto"];
            completed: number;
            created: number;
            members: number;
            tasks: number;
        };
        OverdueAgesDto: {
            oneToSevenDays: number;
            overThirtyDays: number;
            sevenToThirtyDays: number;
            underOneDay: number;
        };
        OverdueDto: {
            averageHours: number | null;
            byAge: components["schemas"]["OverdueAgesDto"];
            byPriority: components["schemas"]["PriorityCountsDto"];
            oldestDueAt: string | null;
            total: number;
            unassigned: number;
        };
        PartDto: {
            backend: string;
            status: "up" | "down";
        };
        PartsDto: {
            cache: components["schemas"]["PartDto"];
            database: components["schemas"]["PartDto"];
            queue: components["schemas"]["PartDto"];
            worker: components["schemas"]["PartDto"];
        };
        PeoplePageDto: {
            data: components["schemas"]["PersonFiguresDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        PerformanceDto: {
            completionRate: components["schemas"]["ComparedShareDto"];
            created: components["schemas"]["ComparedCountDto"];
            days: number;
            overdueShare: components["schemas"]["ComparedShareDto"];
            throughput: components["schemas"]["ComparedCountDto"];
        };
        PersonFiguresDto: {
            assigned: number;
            averageCompletionHours: number | null;
            completed: number;
            email: string | null;
            medianCompletionHours: number | null;
            name: string | null;
            open: number;
            overdue: number;
            userId: string;
        };
        PreferenceDto: {
            email: boolean;
            inbox: boolean;
            kind: "task-created" | "task-assigned" | "task-mentioned" | "task-due";
        };
        PreferencesDto: {
            data: components["schemas"]["PreferenceDto"][];
        };
        PriorityCountsDto: {
            HIGH: number;
            LOW: number;
            MEDIUM: number;
            NONE: number;
            URGENT: number;
        };
        PriorityDurationsDto: {
            HIGH: components["schemas"]["DurationsDto"];
            LOW: components["schemas"]["DurationsDto"];
            MEDIUM: components["schemas"]["DurationsDto"];
            NONE: components["schemas"]["DurationsDto"];
            URGENT: components["schemas"]["DurationsDto"];
        };
        PrioritySharesDto: {
            HIGH: components["schemas"]["ShareDto"];
            LOW: components["schemas"]["ShareDto"];
            MEDIUM: components["schemas"]["ShareDto"];
            NONE: components["schemas"]["ShareDto"];
            URGENT: components["schemas"]["ShareDto"];
        };
        Problem: {
            code: string;
            detail?: string;
            errors?: {
                field: string;
                message: string;
            }[];
            instance: string;
            requestId: string;
            status: number;
            title: string;
            type: string;
        };
        ProjectDto: {
            createdAt: string;
            description: string | null;
            id: string;
            name: string;
            taskCount: number;
            updatedAt: string;
            version: number;
        };
        ProjectFiguresDto: {
            completed: number;
            completedPercent: number;
            name: string | null;
            open: number;
            overdue: number;
            projectId: string | null;
            total: number;
        };
        ProjectPageDto: {
            data: components["schemas"]["ProjectDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        ProjectsPageDto: {
            data: components["schemas"]["ProjectFiguresDto"][];
            limit: number;
            nextCursor: string | null;
            page: number;
            total: number;
        };
        PurgedOrganizationDto: {
            id: string;
            nothingLeftOf: string[];
            slug: string;
        };
        PurgeOrganizationDto: {
            slug: string;
        };
        ReadAllDto: {
            upTo: string;
        };
        ReadinessDto: {
            parts: components["schemas"]["PartsDto"];
            status: "ok" | "degraded" | "unavailable";
        };
        ReauthenticateDto: {
            code?: string;
            password: string;
            recoveryCode?: string;
        };
        RecoveryCodesDto: {
            recoveryCodes: string[];
        };
        RefreshDto: {
            refreshToken?: string;
        };
        RefusalDto: {
            field: string | null;
            line: number;
            reason: string;
        };
        RegisterDto: {
            email: string;
            invitationToken?: string;
            name: string;
            organizationName?: string;
            organizationSlug?: string;
            password: string;
            username?: string;
        };
        ReplaceTaskDto: {
            assigneeId?: string | null;
            description?: string | null;
            dueAt?: string | null;
            labels?: string[];
            priority?: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT";
            projectId?: string | null;
            status?: "CREATED" | "IN_PROGRESS" | "COMPLETED";
            title: string;
        };
        ReplayDto: {
            since: number;
        };
        ResetPasswordDto: {
            newPassword: string;
            token: string;
        };
        SecondFactorProofDto: {
            code?: string;
            password: string;
            recoveryCode?: string;
        };
        SessionDto: {
            accessToken: string;
            expiresIn: number;
            organization: components["schemas"]["SessionOrganizationDto"];
            refreshToken?: string;
            role: "OWNER" | "ADMIN" | "MEMBER" | "VIEWER";
            tokenType: string;
            user: components["schemas"]["UserDto"];
        };
        SessionOrganizationDto: {
            id: string;
            name: string;
            plan: "FREE" | "BASIC" | "PREMIUM" | "ENTERPRISE";
            slug: string;
        };
        SessionPlaceDto: {
            id: string;
            name: string;
            slug: string;
        };
        SettingsDto: {
            taskWrites: "ADMIN" | "MEMBERS";
            timeZone: string;
        };
        ShareDto: {
            count: number;
            percentage: number;
        };
        StartTotpDto: {
            password: string;
        };
        StatusCountsDto: {
            COMPLETED: number;
            CREATED: number;
            IN_PROGRESS: number;
        };
        StatusSharesDto: {
            COMPLETED: components["schemas"]["ShareDto"];
            CREATED: components["schemas"]["ShareDto"];
            IN_PROGRESS: components["schemas"]["ShareDto"];
        };
        SwitchDto: {
            organizationId: string;
        };
        TaskDto: {
            assigneeId: string | null;
            completedAt: string | null;
            createdAt: string;
            creatorId: string;
            description: string | null;
            dueAt: string | null;
            id: string;
            labels: string[];
            number: number;
            priority: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT";
            projectId: string | null;
            status: "CREATED" | "IN_PROGRESS" | "COMPLETED";
            title: string;
            updatedAt: string;
            version: number;
        };
        TaskFilterDto: {
            assigneeId?: string;
            createdAfter?: string;
            createdBefore?: string;
            creatorId?: string;
            dueAfter?: string;
            dueBefore?: string;
            label?: string[];
            priority?: ("NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT")[];
            projectId?: string;
            q?: string;
            status?: ("CREATED" | "IN_PROGRESS" | "COMPLETED")[];
        };
        TaskPageDto: {
            data: components["schemas"]["TaskDto"][];
            limit: number;
            nextCursor: string | null;
            page?: number;
            total?: number;
            totalIsCapped?: boolean;
        };
        TaskStatisticsDto: {
            byPriority: components["schemas"]["PrioritySharesDto"];
            byStatus: components["schemas"]["StatusSharesDto"];
            completedLast7Days: number;
            createdLast7Days: number;
            dueSoon: number;
            open: number;
            overdue: number;
            total: number;
            unassigned: number;
        };
        TicketDto: {
            expiresIn: number;
            ticket: string;
        };
        TotpSetupDto: {
            secret: string;
            uri: string;
        };
        TotpStatusDto: {
            enabled: boolean;
            recoveryCodesLeft: number;
        };
        TransferDto: {
            userId: string;
        };
        TrendBucketDto: {
            completed: number;
            created: number;
            start: string;
            startsAt: string;
        };
        TrendDto: {
            data: components["schemas"]["TrendBucketDto"][];
            from: string;
            interval: "week" | "day" | "month";
            timeZone: string;
            to: string;
        };
        UnreadDto: {
            unread: number;
        };
        UpdateDomainDto: {
            isPrimary: boolean;
        };
        UpdateMeDto: {
            name?: string;
            username?: string | null;
        };
        UpdateOrganizationDto: {
            name?: string;
            settings?: components["schemas"]["UpdateSettingsDto"];
            slug?: string;
        };
        UpdateProjectDto: {
            description?: string | null;
            name?: string;
        };
        UpdateSettingsDto: {
            taskWrites?: "MEMBERS" | "ADMIN";
            timeZone?: string;
        };
        UpdateTaskDto: {
            assigneeId?: string | null;
            description?: string | null;
            dueAt?: string | null;
            labels?: string[];
            priority?: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT";
            projectId?: string | null;
            status?: "CREATED" | "IN_PROGRESS" | "COMPLETED";
            title?: string;
        };
        UpdateWebhookDto: {
            description?: string | null;
            events?: string[];
            isEnabled?: boolean;
            url?: string;
        };
        UploadDto: {
            file: string;
        };
        UsageDto: {
            limits: components["schemas"]["LimitsDto"];
            plan: "FREE" | "BASIC" | "PREMIUM" | "ENTERPRISE";
            usage: components["schemas"]["CountsDto"];
        };
        UserDto: {
            email: string;
            id: string;
            name: string;
            username: string | null;
        };
        WebhookDto: {
            createdAt: string;
            description: string | null;
            disabledReason: string | null;
            events: string[];
            failingSince: string | null;
            id: string;
            isEnabled: boolean;
            replayingUntil: number | null;
            updatedAt: string;
            url: string;
            version: number;
        };
        WebhookListDto: {
            data: components["schemas"]["WebhookDto"][];
        };
        WriteCommentDto: {
            body: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ActivityLog_list: {
        parameters: {
            query?: {
                actorId?: string;
                after?: number;
                cursor?: string;
                limit?: number;
                since?: string;
                sort?: "sequence" | "-sequence";
                subjectId?: string;
                type?: string[];
                until?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ActivityLog_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainStateDto"];
                };
            };
        };
    };
    AnalyticsAdmin_list: {
        parameters: {
            query?: {
                days?: number;
                limit?: number;
                page?: number;
                status?: "ACTIVE" | "SUSPENDED" | "DELETED" | "PURGING";
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationFiguresPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Audit_list: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                before?: string;
                limit?: number;
                page?: number;
                since?: string;
                subjectId?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Migrations_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
                state?: "CURRENT" | "PENDING" | "MIGRATING" | "FAILED";
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MigrationPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    OrganizationsAdmin_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
                plan?: "FREE" | "BASIC" | "PREMIUM" | "ENTERPRISE";
                q?: string;
                status?: "ACTIVE" | "SUSPENDED" | "DELETED" | "PURGING";
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganizationPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    OrganizationsAdmin_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganizationDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    OrganizationsAdmin_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganizationDto"];
                };
            };
        };
    };
    OrganizationsAdmin_changePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePlanDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganizationDto"];
                };
            };
        };
    };
    OrganizationsAdmin_purge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurgeOrganizationDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurgedOrganizationDto"];
                };
            };
        };
    };
    OrganizationsAdmin_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganizationDto"];
                };
            };
        };
    };
    OrganizationsAdmin_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganizationDto"];
                };
            };
        };
    };
    OrganizationsAdmin_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganizationDto"];
                };
            };
        };
    };
    QueueBoard_open: {
        parameters: {
            query?: never;
            header: {
                authorization: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    UsersAdmin_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
                q?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    UsersAdmin_activate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserDto"];
                };
            };
        };
    };
    UsersAdmin_deactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUserDto"];
                };
            };
        };
    };
    Analytics_completionTimes: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompletionTimesDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Analytics_overdue: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverdueDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Analytics_people: {
        parameters: {
            query?: {
                days?: number;
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Analytics_performance: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PerformanceDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Analytics_projects: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectsPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Analytics_trend: {
        parameters: {
            query?: {
                from?: string;
                interval?: "day" | "week" | "month";
                timeZone?: string;
                to?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrendDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Attachments_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Attachments_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Attachments_download: {
        parameters: {
            query?: never;
            header?: {
                Range?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/pdf": string;
                    "application/zip": string;
                    "image/gif": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "text/plain": string;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/pdf": string;
                    "application/zip": string;
                    "image/gif": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "text/plain": string;
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Account_confirmEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmEmailDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Auth_login: {
        parameters: {
            query?: never;
            header?: {
                "X-Session"?: "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
        };
    };
    Auth_logout: {
        parameters: {
            query?: never;
            header?: {
                "X-Session"?: "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Auth_me: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Account_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyUserDto"];
                };
            };
        };
    };
    Account_requestEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeEmailDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Account_sendVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Account_changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Account_forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgotPasswordDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Account_resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Account_reauthenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReauthenticateDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Auth_refresh: {
        parameters: {
            query?: never;
            header?: {
                "X-Session"?: "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
        };
    };
    Auth_register: {
        parameters: {
            query?: never;
            header?: {
                "X-Session"?: "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
        };
    };
    Sessions_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MySessionPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Sessions_endAll: {
        parameters: {
            query?: {
                endApiTokens?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Sessions_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Auth_switch: {
        parameters: {
            query?: never;
            header?: {
                "X-Session"?: "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SwitchDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
        };
    };
    ApiTokens_mine: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ApiTokens_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiTokenDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApiTokenDto"];
                };
            };
        };
    };
    ApiTokens_revokeMine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Totp_status: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpStatusDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Totp_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartTotpDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpSetupDto"];
                };
            };
        };
    };
    Totp_disable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorProofDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Totp_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmTotpDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesDto"];
                };
            };
        };
    };
    Totp_renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorProofDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesDto"];
                };
            };
        };
    };
    Events_issueTicket: {
        parameters: {
            query?: never;
            header: {
                authorization: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDto"];
                };
            };
        };
    };
    Comments_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Comments_delete: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Comments_update: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteCommentDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentDto"];
                };
            };
        };
    };
    Events_read: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
                mine?: boolean;
                projectId?: string;
                taskId?: string;
                type?: string[];
            };
            header?: {
                "If-None-Match"?: string;
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPageDto"];
                    "text/event-stream": string;
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Exports_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Exports_request_0: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateExportDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedExportDto"];
                };
            };
        };
    };
    Exports_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Exports_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Exports_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportDto"];
                };
            };
        };
    };
    Exports_download: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
                Range?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/json": components["schemas"]["ExportedTaskDto"][];
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/json": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Exports_follow: {
        parameters: {
            query?: never;
            header: {
                authorization: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    ExternalTasks_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergedTaskPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthDto"];
                };
            };
        };
    };
    Health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessDto"];
                };
            };
        };
    };
    Imports_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Imports_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Imports_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Imports_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportDto"];
                };
            };
        };
    };
    Auth_acceptInvitation: {
        parameters: {
            query?: never;
            header?: {
                "X-Session"?: "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitationDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
        };
    };
    Labels_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Prometheus_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    Notifications_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                unread?: boolean;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Notifications_markRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadDto"];
                };
            };
        };
    };
    Notifications_preferences: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Notifications_replacePreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreferencesDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesDto"];
                };
            };
        };
    };
    Notifications_markAllRead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadAllDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadDto"];
                };
            };
        };
    };
    Organizations_mine: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Organizations_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrganizationDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDto"];
                };
            };
        };
    };
    Organizations_current: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Organizations_delete: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Organizations_update: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOrganizationDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDto"];
                };
            };
        };
    };
    ApiTokens_everybodys: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationApiTokenPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ApiTokens_revokeAnybodys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Domains_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Domains_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDomainDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainDto"];
                };
            };
        };
    };
    Domains_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Domains_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDomainDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainDto"];
                };
            };
        };
    };
    Domains_verify: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainDto"];
                };
            };
        };
    };
    Organizations_listInvitations: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Organizations_invite: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitationDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedInvitationDto"];
                };
            };
        };
    };
    Organizations_revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Organizations_listMembers: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Organizations_removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Organizations_changeRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeRoleDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDto"];
                };
            };
        };
    };
    Organizations_transfer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDto"];
                };
            };
        };
    };
    Organizations_usage: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Projects_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Projects_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProjectDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDto"];
                };
            };
        };
    };
    Projects_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Projects_delete: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Projects_update: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProjectDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDto"];
                };
            };
        };
    };
    Projects_listTasks: {
        parameters: {
            query?: {
                assigneeId?: string;
                createdAfter?: string;
                createdBefore?: string;
                creatorId?: string;
                cursor?: string;
                dueAfter?: string;
                dueBefore?: string;
                label?: string[];
                limit?: number;
                page?: number;
                priority?: ("NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT")[];
                q?: string;
                sort?: "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "dueAt" | "-dueAt" | "priority" | "-priority" | "status" | "-status" | "title" | "-title" | "number" | "-number" | "relevance";
                status?: ("CREATED" | "IN_PROGRESS" | "COMPLETED")[];
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Tasks_list: {
        parameters: {
            query?: {
                assigneeId?: string;
                createdAfter?: string;
                createdBefore?: string;
                creatorId?: string;
                cursor?: string;
                dueAfter?: string;
                dueBefore?: string;
                label?: string[];
                limit?: number;
                page?: number;
                priority?: ("NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT")[];
                projectId?: string;
                q?: string;
                sort?: "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "dueAt" | "-dueAt" | "priority" | "-priority" | "status" | "-status" | "title" | "-title" | "number" | "-number" | "relevance";
                status?: ("CREATED" | "IN_PROGRESS" | "COMPLETED")[];
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Tasks_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTaskDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDto"];
                };
            };
        };
    };
    Tasks_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Tasks_replace: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceTaskDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDto"];
                };
            };
        };
    };
    Tasks_delete: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Tasks_update: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTaskDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDto"];
                };
            };
        };
    };
    ActivityLog_listOfTask: {
        parameters: {
            query?: {
                actorId?: string;
                after?: number;
                cursor?: string;
                limit?: number;
                since?: string;
                sort?: "sequence" | "-sequence";
                type?: string[];
                until?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Attachments_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentListDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Attachments_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentDto"];
                };
            };
        };
    };
    Comments_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentListDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Comments_create: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteCommentDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentDto"];
                };
            };
        };
    };
    Trash_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDto"];
                };
            };
        };
    };
    Bulk_run: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResultsDto"];
                };
            };
        };
    };
    Exports_request_1: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateExportDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedExportDto"];
                };
            };
        };
    };
    Imports_request: {
        parameters: {
            query?: {
                delimiter?: "," | ";" | "\t" | "|";
                mode?: "best-effort" | "all-or-nothing";
                unknownPeople?: "skip" | "refuse";
                unknownProjects?: "create" | "skip" | "refuse";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedImportDto"];
                };
            };
        };
    };
    Tasks_listMine: {
        parameters: {
            query?: {
                createdAfter?: string;
                createdBefore?: string;
                creatorId?: string;
                cursor?: string;
                dueAfter?: string;
                dueBefore?: string;
                label?: string[];
                limit?: number;
                page?: number;
                priority?: ("NONE" | "LOW" | "MEDIUM" | "HIGH" | "URGENT")[];
                projectId?: string;
                q?: string;
                sort?: "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "dueAt" | "-dueAt" | "priority" | "-priority" | "status" | "-status" | "title" | "-title" | "number" | "-number" | "relevance";
                status?: ("CREATED" | "IN_PROGRESS" | "COMPLETED")[];
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyTaskPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Analytics_statistics: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskStatisticsDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Trash_list: {
        parameters: {
            query?: {
                limit?: number;
                page?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedTaskPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Webhooks_list: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookListDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Webhooks_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedWebhookDto"];
                };
            };
        };
    };
    Webhooks_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Webhooks_delete: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Webhooks_update: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhookDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDto"];
                };
            };
        };
    };
    WebhookDeliveries_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPageDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    WebhookDeliveries_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                deliveryId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryInFullDto"];
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    WebhookDeliveries_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryInFullDto"];
                };
            };
        };
    };
    WebhookDeliveries_replaySince: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDto"];
                };
            };
        };
    };
    Webhooks_rotateSecret: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedWebhookDto"];
                };
            };
        };
    };
    WebhookDeliveries_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryInFullDto"];
                };
            };
        };
    };
    Events_connect: {
        parameters: {
            query?: {
                after?: number;
                mine?: boolean;
                projectId?: string;
                taskId?: string;
                ticket?: string;
                type?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
