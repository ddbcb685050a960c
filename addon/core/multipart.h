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

// The bytes before the first delimiter and behind the last one are no part and "should be ignored"
// (RFC 2046 section 5.1.1). They are kept, so that a reader which does not ignore them is not
// deceived.
struct FormParts {
  std::string_view preamble;  // without the line end before the first delimiter
  std::vector<FormPart> parts;
  std::string_view epilogue;  // without the line end behind the last delimiter
};

// Nothing for a body that a strict reader does not take: one without a closing delimiter, a part
// without Content-Disposition, a header twice.
std::optional<FormParts> SplitMultipart(std::string_view body, std::string_view boundary);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_MULTIPART_H_
