#include "core/multipart.h"

#include <gtest/gtest.h>

#include <string>

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

std::string Describe(std::string_view body, std::string_view boundary = "B") {
  const auto parts = SplitMultipart(body, boundary);
  if (!parts) return "malformed";
  std::string text;
  for (const FormPart& part : *parts) {
    text.append("<").append(part.disposition).append("|").append(part.type).append("|");
    text.append(part.transfer_encoding).append("|").append(part.content).append(">");
  }
  return text;
}

constexpr std::string_view kHead = "Content-Disposition: form-data; name=\"a\"\r\n";

std::string OnePart(std::string_view content) {
  return std::string("--B\r\n").append(kHead).append("\r\n").append(content).append(
      "\r\n--B--\r\n");
}

TEST(MultipartTest, ReadsTheParts) {
  EXPECT_EQ(Describe("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
                     "--B\r\ncontent-DISPOSITION:form-data; name=\"f\"; filename=\"x.txt\" \r\n"
                     "Content-Type:\ttext/plain\r\nX-Other: y\r\n"
                     "Content-Transfer-Encoding: binary\r\n\r\nline\r\nline\r\n--B--\r\n"),
            "<form-data; name=\"a\"|||1>"
            "<form-data; name=\"f\"; filename=\"x.txt\"|text/plain|binary|line\r\nline>");
}

TEST(MultipartTest, TakesAnyBytesAsContent) {
  for (std::string_view content : {""sv, "\0\xff"sv, "x--B"sv, "\r\n--"sv, "\r\n-B"sv, "\r\n"sv}) {
    const std::string body = OnePart(content);
    EXPECT_EQ(Describe(body), std::string("<form-data; name=\"a\"|||").append(content).append(">"));
  }
}

TEST(MultipartTest, TakesWhatSendersDoDifferently) {
  const std::string part = OnePart("1");
  const std::string expected = Describe(part);
  EXPECT_EQ(Describe("\r\n" + part), expected);
  EXPECT_EQ(Describe(part.substr(0, part.size() - 2)), expected);
  EXPECT_EQ(Describe("--B \t\r\n" + part.substr(5)), expected);
  EXPECT_EQ(Describe("--B--"), "");
}

TEST(MultipartTest, RefusesWhatIsMalformed) {
  const std::string part = OnePart("1");
  for (const std::string& body : {
           std::string(),
           std::string("--B"),
           std::string("--B\r\n"),
           std::string("--B\r\n\r\n1\r\n--B--"),  // no Content-Disposition
           std::string("--B\r\nContent-Disposition\r\n\r\n1\r\n--B--"),
           std::string("--B\n").append(kHead),
           "--B\r\n" + std::string(kHead) + std::string(kHead) + "\r\n1\r\n--B--",
           "preamble" + part,
           part + "epilogue",
           part.substr(0, part.size() - 4),  // not closed
           OnePart("--B"),
           "--BB" + part.substr(3),
           std::string("--B\r\n").append(kHead).append("\r\n--B y: z\r\n\r\n1\r\n--B--"),
           part.substr(0, part.size() - 4) + "x--\r\n",
       }) {
    EXPECT_EQ(Describe(body), "malformed") << body;
  }
  EXPECT_EQ(Describe(part, ""), "malformed");
  EXPECT_EQ(Describe(part, "C"), "malformed");
  EXPECT_EQ(Describe(part, std::string(71, 'B')), "malformed");
}

}  // namespace
}  // namespace onceonly::core
