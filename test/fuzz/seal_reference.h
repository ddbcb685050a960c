// Sealing once more, from FIPS 197 and NIST SP 800-38D: one byte and one bit at a time.
#ifndef ONCEONLY_TEST_FUZZ_SEAL_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_SEAL_REFERENCE_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace onceonly::fuzz {

using Bytes = std::vector<uint8_t>;

// The head, the encrypted text, and the tag, under a secret of 32 bytes.
Bytes SealByReference(std::string_view secret, const Bytes& head, const Bytes& text,
                      std::string_view place);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_SEAL_REFERENCE_H_
