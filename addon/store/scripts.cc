#include "store/scripts.h"

#include <algorithm>

#include "core/crypto/sha1.h"

namespace onceonly::store {
namespace {

std::string Argument(std::string_view bytes) {
  std::string resp = "$" + std::to_string(bytes.size()) + "\r\n";
  resp.append(bytes).append("\r\n");
  return resp;
}

}  // namespace

Script PrepareScript(std::string_view name) {
  const auto sources = ScriptSources();
  const auto source = std::find_if(sources.begin(), sources.end(),
                                   [name](const ScriptSource& s) { return s.name == name; });
  const std::string number_of_keys = Argument("1");
  Script script;
  script.text = source->text;
  script.sha1 = core::Sha1Hex(script.text);
  script.eval_head = Argument("EVAL") + Argument(script.text) + number_of_keys;
  script.call_head = script.sha1.empty()
                         ? script.eval_head
                         : Argument("EVALSHA") + Argument(script.sha1) + number_of_keys;
  return script;
}

}  // namespace onceonly::store
