// The Lua scripts of the Redis store: their texts, embedded at build time, and how a call of one
// begins on the wire.
#ifndef ONCEONLY_STORE_SCRIPTS_H_
#define ONCEONLY_STORE_SCRIPTS_H_

#include <span>
#include <string>
#include <string_view>

namespace onceonly::store {

struct ScriptSource {
  std::string_view name;  // of the file, without its extension: "swap-2"
  std::string_view text;
};

std::span<const ScriptSource> ScriptSources() noexcept;

// A script, ready to be called with one key.
struct Script {
  std::string_view text;
  std::string sha1;       // lower-case hex; empty where OpenSSL refuses SHA-1
  std::string call_head;  // RESP of EVALSHA, the digest and the number of keys; as eval_head
                          // without a digest
  std::string eval_head;  // RESP of EVAL, the text and the number of keys
};

// The number of arguments that the heads hold.
inline constexpr size_t kHeadArguments = 3;

// REQUIRES: a script of that name exists.
Script PrepareScript(std::string_view name);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SCRIPTS_H_
