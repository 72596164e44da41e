// Segment by segment. A path has one writing: no empty segment, no dots, nothing encoded that need not be.
#include "web/route.h"

static int input_of(const Route *route, Str name) {
    for (size_t i = 0; i < route->input_count; i++)
        if (route->inputs[i].from == INPUT_PATH && str_is(name, route->inputs[i].name)) return (int)i;
    return -1;
}

static bool segment_fits(const Route *route, Str pattern, Str segment, RouteParts *parts) {
    if (pattern.len < 3 || pattern.ptr[0] != '{') return str_eq(pattern, segment);
    Str name = str_slice(pattern, 1, pattern.len - 1);
    Lang lang;
    if (str_is(name, "lang")) return lang_from(segment, &lang);
    int which = input_of(route, name);
    if (which < 0 || segment.len == 0) return false;
    parts->values[which] = segment;
    return true;
}

static bool path_fits(const Route *route, Str path, RouteParts *parts) {
    Str pattern = str_from(route->path), wanted, segment;
    bool more = true;
    *parts = (RouteParts){0};
    while (more) {
        more = str_cut(pattern, '/', &wanted, &pattern);
        if (str_cut(path, '/', &segment, &path) != more || !segment_fits(route, wanted, segment, parts)) return false;
    }
    return true;
}

const Route *route_find(const Route *routes, size_t count, const HttpHead *head, RouteParts *parts, unsigned *others) {
    HttpMethod method = head->method == HTTP_HEAD ? HTTP_GET : head->method;
    *others = 0;
    for (size_t i = 0; i < count; i++) {
        if (!path_fits(&routes[i], head->path, parts)) continue;
        if (routes[i].method == method) return &routes[i];
        *others |= 1u << routes[i].method;
    }
    return NULL;
}
