// The table. A route that is not here does not exist; an input that is not here never reaches a handler.
#include "portal/handlers.h"

#include "web/site.h"

static const Input duties_inputs[DUTIES_INPUTS] = {
    [DUTIES_AT] = {.name = "at", .from = INPUT_QUERY, .type = INPUT_LINE, .most = 40},
    [DUTIES_LANG] = {.name = "lang", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 16},
    [DUTIES_ALL] = {.name = "all", .from = INPUT_QUERY, .type = INPUT_TICK},
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
