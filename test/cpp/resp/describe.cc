#include "resp/describe.h"

namespace onceonly::resp {

std::string Describe(const Reply& reply) {
  switch (reply.type()) {
    case ReplyType::kString:
      return "$" + std::string(reply.text());
    case ReplyType::kStatus:
      return "+" + std::string(reply.text());
    case ReplyType::kError:
      return "-" + std::string(reply.text());
    case ReplyType::kInteger:
      return ":" + std::to_string(reply.integer());
    case ReplyType::kNil:
      return "nil";
    case ReplyType::kArray:
      break;
  }
  std::string text = "[";
  for (size_t i = 0; i < reply.size(); ++i) {
    if (i > 0) text += ", ";
    text += Describe(reply.at(i));
  }
  return text + "]";
}

}  // namespace onceonly::resp
