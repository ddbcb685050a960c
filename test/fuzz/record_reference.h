// The grammar of both records once more: split at every separator, then look at each field.
#ifndef ONCEONLY_TEST_FUZZ_RECORD_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_RECORD_REFERENCE_H_

#include <optional>
#include <string>
#include <string_view>

namespace onceonly::fuzz {

// The record as it would be formatted, which differs from an accepted text only in leading zeros of
// numbers; none for a text that is no such record.
std::optional<std::string> LockByReference(std::string_view text);
std::optional<std::string> ResultByReference(std::string_view text);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_RECORD_REFERENCE_H_
