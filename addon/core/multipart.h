// The parts of a multipart/form-data body (RFC 7578, RFC 2046 section 5.1).
#ifndef ONCEONLY_CORE_MULTIPART_H_
#define ONCEONLY_CORE_MULTIPART_H_

#include <optional>
#include <string_view>
#include <vector>

namespace onceonly::core {

// Views into the body. The values of the headers are as sent, less the white space around them;
// other headers "MUST be ignored" (RFC 7578 section 4.8).
struct FormPart {
  std::string_view disposition;  // with the names of the field and the file
  std::string_view type;
  std::string_view transfer_encoding;
  std::string_view content;
};

// Nothing for a body that a strict reader does not take: one without a closing delimiter, with text
// before the first or behind the last, a part without Content-Disposition, a header twice.
std::optional<std::vector<FormPart>> SplitMultipart(std::string_view body,
                                                    std::string_view boundary);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_MULTIPART_H_
