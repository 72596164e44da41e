// Which roles an office has.
#include "role/roles.h"

const RoleRow role_rows[] = {
    {ROLE_SPOOL, role_spool, CALLED_HERE},       {ROLE_REGISTRAR, role_registrar, CALLED_NEVER},
    {ROLE_KEEPER, role_keeper, CALLED_HERE},     {ROLE_PRINTER, role_printer, CALLED_HERE},
    {ROLE_GATE, role_gate, CALLED_FROM_OUTSIDE},
};
const size_t role_row_count = sizeof role_rows / sizeof *role_rows;
