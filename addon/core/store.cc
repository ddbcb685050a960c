#include "core/store.h"

#include <array>

namespace onceonly::core {
namespace {

constexpr std::string_view kNames[] = {
#define ONCEONLY_NAME(name, text) text,
    ONCEONLY_ANSWER_CODES(ONCEONLY_NAME)
#undef ONCEONLY_NAME
};

}  // namespace

std::string_view AnswerName(AnswerCode code) noexcept { return kNames[static_cast<size_t>(code)]; }

AnswerCode AnswerFromName(std::string_view name) noexcept {
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (kNames[i] == name) return static_cast<AnswerCode>(i);
  }
  return AnswerCode::kFailed;
}

}  // namespace onceonly::core
