// The handlers of the portal, one file for each subject; named in its table of routes and nowhere else.
#pragma once

#include "portal/portal.h"

// Inputs of each route, in the order of its table.
enum { DUTIES_AT, DUTIES_LANG, DUTIES_ALL, DUTIES_INPUTS };
enum { REPORT_KEY, REPORT_LANG, REPORT_INPUTS };
enum { CASE_RECEIPT, CASE_VIEWING, CASE_INPUTS };

Response handle_home(const Request *request);
Response handle_health(const Request *request);
Response handle_duties(const Request *request);
Response handle_report(const Request *request);
Response handle_case(const Request *request);
Response handle_description(const Request *request);
