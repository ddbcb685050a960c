// Redis URLs once more, cut from both ends; IPv6 by the C library.
#ifndef ONCEONLY_TEST_FUZZ_URL_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_URL_REFERENCE_H_

#include <optional>
#include <string>

#include "redis/address.h"

namespace onceonly::fuzz {

std::optional<redis::Address> AddressByReference(const std::string& url);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_URL_REFERENCE_H_
