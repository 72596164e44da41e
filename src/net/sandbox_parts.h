// The two halves of the lock that the kernel offers, for sandbox.c alone.
#pragma once

#include "net/sandbox.h"

// sandbox_paths.c. Sets *version; ERR_IO where the kernel has no Landlock.
MUST_CHECK Err sandbox_lock_paths(const SandboxPlan *plan, int *version);
// sandbox_calls.c. While probing a forbidden call fails with EPERM; afterwards it ends the process.
MUST_CHECK Err sandbox_lock_calls(const SandboxPlan *plan);
MUST_CHECK Err sandbox_end_probing(const SandboxPlan *plan);
