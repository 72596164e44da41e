// The table of commands and the table of options: what the command line can do, on one screen.
#include "cli/commands.h"
#include "cli/session.h"

#define WITH(option) (UINT64_C(1) << (option))
#define COMMON WITH(OPTION_LANG)
#define PACKED (COMMON | WITH(OPTION_PACK) | WITH(OPTION_JSON))
#define DATED (PACKED | WITH(OPTION_AT))

_Static_assert(OPTION_COUNT <= 64, "options are bits of one word");

const OptionRow option_rows[OPTION_COUNT] = {
    [OPTION_PACK] = {"--pack", "DIR", MSG_OPTION_PACK},
    [OPTION_LANG] = {"--lang", "ja|ja-simple|en", MSG_OPTION_LANG},
    [OPTION_JSON] = {"--json", NULL, MSG_OPTION_JSON},
    [OPTION_AT] = {"--at", "TIME", MSG_OPTION_AT},
    [OPTION_ALL] = {"--all", NULL, MSG_OPTION_ALL},
    [OPTION_EACH] = {"--each", "DIR|FILE.jsonl", MSG_OPTION_EACH},
    [OPTION_CASES] = {"--cases", "DIR", MSG_OPTION_CASES},
    [OPTION_KIND] = {"--kind", "KIND", MSG_OPTION_KIND},
    [OPTION_PREFECTURE] = {"--prefecture", "NN", MSG_OPTION_PREFECTURE},
    [OPTION_WHO] = {"--who", "WHO", MSG_OPTION_WHO},
    [OPTION_CHECK] = {"--check", NULL, MSG_OPTION_CHECK},
    [OPTION_OUTPUT] = {"--output", "FILE", MSG_OPTION_OUTPUT},
    [OPTION_FORM] = {"--form", "ID", MSG_OPTION_FORM},
    [OPTION_AS] = {"--as", "pdf|xlsx|html|txt|json|copy", MSG_OPTION_AS},
    [OPTION_STAGE] = {"--stage", "first|follow|final", MSG_OPTION_STAGE},
    [OPTION_SINCE] = {"--since", "FILE", MSG_OPTION_SINCE},
    [OPTION_TO] = {"--to", "WINDOW", MSG_OPTION_TO},
    [OPTION_RECEIPT] = {"--receipt", "TEXT", MSG_OPTION_RECEIPT},
    [OPTION_PREVIOUS_RECEIPT] = {"--previous-receipt", "TEXT", MSG_OPTION_PREVIOUS_RECEIPT},
    [OPTION_PREVIOUS_AT] = {"--previous-at", "TIME", MSG_OPTION_PREVIOUS_AT},
    [OPTION_BLANK] = {"--blank", NULL, MSG_OPTION_BLANK},
    [OPTION_TRUST] = {"--trust", "KEY", MSG_OPTION_TRUST},
    [OPTION_WITNESS] = {"--witness", "KEY", MSG_OPTION_WITNESS},
    [OPTION_STATE] = {"--state", "DIR", MSG_OPTION_STATE},
    [OPTION_FIRST] = {"--first", NULL, MSG_OPTION_FIRST},
    [OPTION_FROM] = {"--from", "SIZE", MSG_OPTION_FROM},
    [OPTION_NAME] = {"--name", "NAME", MSG_OPTION_NAME},
    [OPTION_DATA] = {"--data", "DIR", MSG_OPTION_DATA},
    [OPTION_CONFIG] = {"--config", "FILE", MSG_OPTION_CONFIG},
    [OPTION_PUBLIC] = {"--public", "ADDR:PORT", MSG_OPTION_PUBLIC},
    [OPTION_DESK] = {"--desk", "ADDR:PORT", MSG_OPTION_DESK},
    [OPTION_NARRATIVE] = {"--narrative", "FILE", MSG_OPTION_NARRATIVE},
    [OPTION_WINDOW] = {"--window", "ID[=FACT,...]", MSG_OPTION_WINDOW},
    [OPTION_ATTACH] = {"--attach", "FILE", MSG_OPTION_ATTACH},
    [OPTION_CALL_ME] = {"--call-me", NULL, MSG_OPTION_CALL_ME},
    [OPTION_KEYS] = {"--keys", "LIST", MSG_OPTION_KEYS},
    [OPTION_HAND_IN] = {"--hand-in", "DATA|SOCKET", MSG_OPTION_HAND_IN},
    [OPTION_HELP] = {"--help", NULL, MSG_OPTION_HELP},
};

const Command commands[] = {
    {"duties", command_duties, "[FILE]", 0, 1, DATED | WITH(OPTION_ALL) | WITH(OPTION_EACH), MSG_DUTIES_SUMMARY,
     MSG_DUTIES_DETAILS, MSG_DUTIES_EXAMPLES},
    {"explain", command_explain, "DUTY FILE", 2, 2, DATED, MSG_EXPLAIN_SUMMARY, MSG_EXPLAIN_DETAILS, MSG_EXPLAIN_EXAMPLES},
    {"ask", command_ask, "[FILE]", 0, 1, DATED | WITH(OPTION_OUTPUT), MSG_ASK_SUMMARY, MSG_ASK_DETAILS, MSG_ASK_EXAMPLES},
    {"windows", command_windows, "", 0, 0, DATED | WITH(OPTION_KIND) | WITH(OPTION_PREFECTURE) | WITH(OPTION_WHO),
     MSG_WINDOWS_SUMMARY, MSG_WINDOWS_DETAILS, MSG_WINDOWS_EXAMPLES},
    {"calendar", command_calendar, "[FILE]", 0, 1, DATED | WITH(OPTION_OUTPUT), MSG_CALENDAR_SUMMARY, MSG_CALENDAR_DETAILS,
     MSG_CALENDAR_EXAMPLES},
    {"forms", command_forms, "[FILE]", 0, 1,
     DATED | WITH(OPTION_FORM) | WITH(OPTION_AS) | WITH(OPTION_STAGE) | WITH(OPTION_SINCE) | WITH(OPTION_BLANK) |
         WITH(OPTION_OUTPUT) | WITH(OPTION_TO) | WITH(OPTION_RECEIPT) | WITH(OPTION_PREVIOUS_RECEIPT) |
         WITH(OPTION_PREVIOUS_AT),
     MSG_FORMS_SUMMARY, MSG_FORMS_DETAILS, MSG_FORMS_EXAMPLES},
    {"coverage", command_coverage, "[FILE]", 0, 1, DATED | WITH(OPTION_FORM) | WITH(OPTION_STAGE), MSG_COVERAGE_SUMMARY,
     MSG_COVERAGE_DETAILS, MSG_COVERAGE_EXAMPLES},
    {"check", command_check, "[PACK]", 0, 1, COMMON | WITH(OPTION_JSON), MSG_CHECK_SUMMARY, MSG_CHECK_DETAILS,
     MSG_CHECK_EXAMPLES},
    {"test", command_test, "[PACK]", 0, 1, COMMON | WITH(OPTION_JSON), MSG_TEST_SUMMARY, MSG_TEST_DETAILS, MSG_TEST_EXAMPLES},
    {"fmt", command_fmt, "PACK|FILE...", 1, -1, COMMON | WITH(OPTION_CHECK), MSG_FMT_SUMMARY, MSG_FMT_DETAILS,
     MSG_FMT_EXAMPLES},
    {"diff", command_diff, "PACK_A PACK_B", 2, 2, COMMON | WITH(OPTION_JSON) | WITH(OPTION_AT) | WITH(OPTION_CASES),
     MSG_DIFF_SUMMARY, MSG_DIFF_DETAILS, MSG_DIFF_EXAMPLES},
    {"seal", command_seal, "FILE|FOLDER", 1, 1,
     PACKED | WITH(OPTION_NARRATIVE) | WITH(OPTION_WINDOW) | WITH(OPTION_ATTACH) | WITH(OPTION_CALL_ME) | WITH(OPTION_KEYS) |
         WITH(OPTION_HAND_IN) | WITH(OPTION_OUTPUT),
     MSG_SEAL_SUMMARY, MSG_SEAL_DETAILS, MSG_SEAL_EXAMPLES},
    {"ledger", command_ledger, "verify|prove|witness|show ...", 1, 3,
     COMMON | WITH(OPTION_JSON) | WITH(OPTION_TRUST) | WITH(OPTION_WITNESS) | WITH(OPTION_STATE) | WITH(OPTION_FIRST) |
         WITH(OPTION_FROM) | WITH(OPTION_NAME),
     MSG_LEDGER_SUMMARY, MSG_LEDGER_DETAILS, MSG_LEDGER_EXAMPLES},
    {"backup", command_backup, "DATA", 1, 1, COMMON | WITH(OPTION_OUTPUT), MSG_BACKUP_SUMMARY, MSG_BACKUP_DETAILS,
     MSG_BACKUP_EXAMPLES},
    {"restore", command_restore, "BACKUP", 1, 1, COMMON | WITH(OPTION_OUTPUT), MSG_RESTORE_SUMMARY, MSG_RESTORE_DETAILS,
     MSG_RESTORE_EXAMPLES},
    {"doctor", command_doctor, "[DATA]", 0, 1, COMMON | WITH(OPTION_JSON), MSG_DOCTOR_SUMMARY, MSG_DOCTOR_DETAILS,
     MSG_DOCTOR_EXAMPLES},
    {"demo", command_demo, "", 0, 0, COMMON | WITH(OPTION_PACK), MSG_DEMO_SUMMARY, MSG_DEMO_DETAILS, MSG_DEMO_EXAMPLES},
    {"serve", command_serve, "", 0, 0,
     COMMON | WITH(OPTION_CHECK) | WITH(OPTION_DATA) | WITH(OPTION_CONFIG) | WITH(OPTION_PUBLIC) | WITH(OPTION_DESK),
     MSG_SERVE_SUMMARY, MSG_SERVE_DETAILS, MSG_SERVE_EXAMPLES},
    {"status", command_status, "", 0, 0, COMMON | WITH(OPTION_DATA) | WITH(OPTION_JSON), MSG_STATUS_SUMMARY, MSG_STATUS_DETAILS,
     MSG_STATUS_EXAMPLES},
    {"help", command_help, "[COMMAND]", 0, 1, COMMON, MSG_HELP_SUMMARY, MSG_HELP_DETAILS, MSG_HELP_EXAMPLES},
    {"manual", command_manual, "", 0, 0, COMMON, MSG_MANUAL_SUMMARY, MSG_MANUAL_DETAILS, MSG_MANUAL_EXAMPLES},
    {"completion", command_completion, "bash|zsh|fish", 1, 1, COMMON, MSG_COMPLETION_SUMMARY, MSG_COMPLETION_DETAILS,
     MSG_COMPLETION_EXAMPLES},
};

const size_t command_count = sizeof commands / sizeof *commands;
