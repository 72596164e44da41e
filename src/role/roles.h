// The roles of an office in the order in which they are started; they are ended in the opposite order, so that who serves
// others ends after them.
#pragma once

#include "role/supervisor.h"

int role_spool(const RoleStart *start);
int role_registrar(const RoleStart *start);
int role_keeper(const RoleStart *start);

extern const RoleRow role_rows[];
extern const size_t role_row_count;

int role_printer(const RoleStart *start);
int role_gate(const RoleStart *start);
