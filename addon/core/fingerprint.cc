#include "core/fingerprint.h"

#include <initializer_list>

#include "core/form_body.h"
#include "core/json/select_json.h"
#include "core/multipart.h"
#include "core/netstring.h"

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

// No JSON text begins with a NUL byte.
constexpr std::string_view kNoneDomain = "\0none\0"sv;
constexpr std::string_view kBytesDomain = "\0bytes\0"sv;
constexpr std::string_view kFormDomain = "\0form\0"sv;
constexpr std::string_view kMultipartDomain = "\0multipart\0"sv;
constexpr std::string_view kSelectedDomain = "\0selected\0"sv;
// Followed by the query and the extra text, each behind its length, and then by the body's own
// text.
constexpr std::string_view kAroundDomain = "\0around\0"sv;

void AddNetstring(std::string_view text, Sha256& hash) {
  hash.Update(NetstringHead(text.size()));
  hash.Update(text);
}

void AddNetstrings(std::initializer_list<std::string_view> texts, Sha256& hash) {
  for (const std::string_view text : texts) AddNetstring(text, hash);
}

void AddDomain(std::string_view domain, std::string_view text, Sha256& hash) {
  hash.Update(domain);
  hash.Update(text);
}

void AddAround(const Content& content, Sha256& hash) {
  const std::string query = FormText(content.query);
  if (query.empty() && content.extra.empty()) return;
  hash.Update(kAroundDomain);
  AddNetstring(query, hash);
  AddNetstring(content.extra, hash);
}

void AddMultipart(const Content& content, Sha256& hash) {
  const auto form = SplitMultipart(content.body, content.boundary);
  if (!form) return AddDomain(kBytesDomain, content.body, hash);
  hash.Update(kMultipartDomain);
  for (const FormPart& part : form->parts) {
    AddNetstrings({part.disposition, part.type, part.transfer_encoding, part.content}, hash);
  }
  if (form->preamble.empty() && form->epilogue.empty()) return;
  // No part has an empty disposition.
  AddNetstrings({""sv, form->preamble, form->epilogue, ""sv}, hash);
}

Status AddJson(const Content& content, Sha256& hash, JsonWorkspace& workspace) {
  const auto text = CanonicalizeJson(content.body, JsonForm::kFingerprint, workspace);
  if (!text.ok()) return text.status();
  if (content.selection == nullptr) {
    hash.Update(text.value());
  } else {
    AddDomain(kSelectedDomain, SelectJson(text.value(), *content.selection), hash);
  }
  return {};
}

Status AddBody(const Content& content, Sha256& hash, JsonWorkspace& workspace) {
  switch (content.kind) {
    case BodyKind::kNone:
      hash.Update(kNoneDomain);
      break;
    case BodyKind::kBytes:
      AddDomain(kBytesDomain, content.body, hash);
      break;
    case BodyKind::kForm:
      AddDomain(kFormDomain, FormText(content.body, content.selection), hash);
      break;
    case BodyKind::kMultipart:
      AddMultipart(content, hash);
      break;
    case BodyKind::kJson:
      return AddJson(content, hash, workspace);
  }
  return {};
}

}  // namespace

Result<Digest> Fingerprint(BodyKind kind, std::string_view body, std::string_view secret) {
  Content content;
  content.kind = kind;
  content.body = body;
  return Fingerprint(content, secret);
}

Result<Digest> Fingerprint(const Content& content, std::string_view secret) {
  JsonWorkspace workspace;
  return Fingerprint(content, secret, workspace);
}

Result<Digest> Fingerprint(const Content& content, std::string_view secret,
                           JsonWorkspace& workspace) {
  Sha256 hash(secret);
  if (!content.query.empty() || !content.extra.empty()) AddAround(content, hash);
  const Status status = AddBody(content, hash, workspace);
  if (!status.ok()) return status;
  return hash.Finish();
}

}  // namespace onceonly::core
