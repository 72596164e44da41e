// Prints the table of routes as the program has it, for tests that send something through every one of them: a route that comes
// later is tested without anybody thinking of it.
#include "portal/portal.h"

#include <stdio.h>

static const char *const from[] = {
    [INPUT_PATH] = "path", [INPUT_QUERY] = "query", [INPUT_FORM] = "form", [INPUT_FIELD] = "field", [INPUT_COOKIE] = "cookie"};
static const char *const types[] = {
    [INPUT_LINE] = "line", [INPUT_LINES] = "lines", [INPUT_WORD] = "word", [INPUT_NUMBER] = "number", [INPUT_TICK] = "tick"};
static const char *const bodies[] = {
    [ROUTE_NO_BODY] = "none", [ROUTE_FORM] = "form", [ROUTE_JSON] = "json", [ROUTE_FILE] = "file"};

// What is newer than this file is "other".
#define NAME(table, at) ((size_t)(at) < sizeof(table) / sizeof *(table) ? (table)[at] : "other")

static void print_input(const Input *input) {
    printf("{\"name\":\"%s\",\"from\":\"%s\",\"type\":\"%s\",\"most\":%u,\"times\":%u,\"required\":%s}", input->name,
           NAME(from, input->from), NAME(types, input->type), input->most, input->times ? input->times : 1,
           input->is_required ? "true" : "false");
}

static void print_route(const Route *route) {
    printf("{\"method\":\"%s\",\"path\":\"%s\",\"body\":\"%s\",\"body_most\":%zu,\"api\":%s,\"inputs\":[",
           route->method == HTTP_POST ? "POST" : "GET", route->path, NAME(bodies, route->body), route->body_most,
           route->is_api ? "true" : "false");
    for (size_t i = 0; i < route->input_count; i++) {
        if (i) printf(",");
        print_input(&route->inputs[i]);
    }
    printf("]}");
}

int main(void) {
    for (size_t i = 0; i < portal_route_count; i++) {
        printf(i ? ",\n" : "[");
        print_route(&portal_routes[i]);
    }
    printf("]\n");
    return 0;
}
