#include "base/status.h"

#include <array>

namespace onceonly {
namespace {

struct StatusRow {
  std::string_view name;
  Retry retry;
  std::string_view message;
};

constexpr std::array<StatusRow, kStatusCodeCount> kRows = {{
#define ONCEONLY_ROW(name, text, retry, message) {text, Retry::retry, message},
    ONCEONLY_STATUS_CODES(ONCEONLY_ROW)
#undef ONCEONLY_ROW
}};

const StatusRow& RowOf(StatusCode code) noexcept { return kRows[static_cast<size_t>(code)]; }

}  // namespace

std::string_view StatusName(StatusCode code) noexcept { return RowOf(code).name; }
Retry StatusRetry(StatusCode code) noexcept { return RowOf(code).retry; }
std::string_view StatusMessage(StatusCode code) noexcept { return RowOf(code).message; }

}  // namespace onceonly
