// Which libuv this was compiled against, and which one it meets at run time.
#ifndef ONCEONLY_NET_UV_VERSIONS_H_
#define ONCEONLY_NET_UV_VERSIONS_H_

namespace onceonly::net {

struct UvVersions {
  const char* compiled;  // "1.44.2"
  const char* runtime;
  // This layer allocates handles and requests itself: with another size libuv would write past
  // their end.
  bool sizes_match;
};

// Touches no loop and no handle, so it is safe to call before anything has been checked.
UvVersions CompareUvVersions() noexcept;

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_UV_VERSIONS_H_
