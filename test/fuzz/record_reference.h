// The grammar of records once more: split at every separator, then look at each field.
#ifndef ONCEONLY_TEST_FUZZ_RECORD_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_RECORD_REFERENCE_H_

#include <string_view>

namespace onceonly::fuzz {

bool IsRecordByReference(std::string_view text);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_RECORD_REFERENCE_H_
