// The roles of an office in the order in which they are started.
#pragma once

#include "role/supervisor.h"

int role_spool(const RoleStart *start);
int role_keeper(const RoleStart *start);

extern const RoleRow role_rows[];
extern const size_t role_row_count;
