#include "store/scripts.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>

#include "base/bytes.h"

namespace onceonly::store {
namespace {

// The name that Redis gives to a script's text; not a matter of security.
std::string Sha1Hex(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  ERR_set_mark();
  const bool ok = EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha1(), nullptr) == 1;
  ERR_pop_to_mark();
  return ok ? ToHex({digest, length}) : std::string();
}

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
  script.sha1 = Sha1Hex(script.text);
  script.eval_head = Argument("EVAL") + Argument(script.text) + number_of_keys;
  script.call_head = script.sha1.empty()
                         ? script.eval_head
                         : Argument("EVALSHA") + Argument(script.sha1) + number_of_keys;
  return script;
}

}  // namespace onceonly::store
