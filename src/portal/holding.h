// The hold of a draft's files at the spool: kept as long as the draft, asked before the files go into a report.
#pragma once

#include "portal/draft.h"
#include "web/request.h"

// Before the draft itself is put: what it names stays. Files that another page has added meanwhile stay as well. ERR_IO.
MUST_CHECK Err holding_keep(const Request *request, Id report, const DraftFileList *files);
// After it was taken out of the draft.
MUST_CHECK Err holding_drop(const Request *request, Id report, Id file);
// ERR_REFUSED: the office does not keep all of them any more. ERR_IO.
MUST_CHECK Err holding_check(const Request *request, Id report, const ReportFile *files, size_t count);
