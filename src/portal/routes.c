// The table. A route that is not here does not exist; an input that is not here never reaches a handler.
#include "portal/handlers.h"

#include "base/limits.h"
#include "seal/retry.h"
#include "web/site.h"

static const Input duties_inputs[DUTIES_INPUTS] = {
    [DUTIES_AT] = {.name = "at", .from = INPUT_QUERY, .type = INPUT_LINE, .most = 40},
    [DUTIES_LANG] = {.name = "lang", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 16},
    [DUTIES_ALL] = {.name = "all", .from = INPUT_QUERY, .type = INPUT_TICK},
};

static const Input report_inputs[REPORT_INPUTS] = {
    [REPORT_KEY] = {.name = "idempotency-key", .from = INPUT_FIELD, .type = INPUT_LINE, .most = RETRY_KEY_MOST},
    [REPORT_LANG] = {.name = "lang", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 16},
};

static const Input case_inputs[CASE_INPUTS] = {
    [CASE_RECEIPT] = {.name = "receipt", .from = INPUT_PATH, .type = INPUT_WORD, .most = 20},
    [CASE_VIEWING] = {.name = "authorization", .from = INPUT_FIELD, .type = INPUT_LINE, .most = 80},
};

const Route portal_routes[] = {
    {.method = HTTP_GET, .path = "/", .handle = handle_home},
    {.method = HTTP_GET, .path = "/healthz", .is_api = true, .summary = MSG_API_HEALTH, .handle = handle_health},
    {.method = HTTP_POST,
     .path = "/api/v1/duties",
     .inputs = duties_inputs,
     .input_count = DUTIES_INPUTS,
     .body = ROUTE_JSON,
     .body_most = LIMIT_INCIDENT_BYTES,
     .is_api = true,
     .summary = MSG_API_DUTIES,
     .schema = "Incident",
     .handle = handle_duties},
    {.method = HTTP_POST,
     .path = "/api/v1/reports",
     .inputs = report_inputs,
     .input_count = REPORT_INPUTS,
     .body = ROUTE_JSON,
     .body_most = LIMIT_INCIDENT_BYTES,
     .is_api = true,
     .summary = MSG_API_REPORT,
     .schema = "Report",
     .creates = true,
     .handle = handle_report},
    {.method = HTTP_GET,
     .path = "/api/v1/reports/{receipt}",
     .inputs = case_inputs,
     .input_count = CASE_INPUTS,
     .is_api = true,
     .summary = MSG_API_CASE,
     .handle = handle_case},
    {.method = HTTP_GET,
     .path = "/api/openapi.json",
     .is_api = true,
     .summary = MSG_API_DESCRIPTION,
     .handle = handle_description},
};
const size_t portal_route_count = sizeof portal_routes / sizeof *portal_routes;

const Portal *portal_of(const Request *request) {
    return request->site->house;
}
