#include "core/multipart.h"

#include <gtest/gtest.h>

#include <string>

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

std::string Describe(std::string_view body, std::string_view boundary = "B") {
  const auto form = SplitMultipart(body, boundary);
  if (!form) return "malformed";
  std::string text(form->preamble);
  for (const FormPart& part : form->parts) {
    text.append("<").append(part.disposition).append("|").append(part.type).append("|");
    text.append(part.transfer_encoding).append("|").append(part.content).append(">");
  }
  return text.append(form->epilogue);
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

TEST(MultipartTest, KeepsWhatIsAroundTheParts) {
  const std::string part = OnePart("1");
  const std::string expected = Describe(part);
  EXPECT_EQ(Describe("in parts\r\n" + part), "in parts" + expected);
  EXPECT_EQ(Describe("\r\nin\r\nparts\r\n\r\n" + part), "\r\nin\r\nparts\r\n" + expected);
  EXPECT_EQ(Describe("-- B\r\n--b\r\n" + part), "-- B\r\n--b" + expected);
  EXPECT_EQ(Describe(part + "end"), expected + "end");
  EXPECT_EQ(Describe(part + "\r\nend\r\n"), expected + "\r\nend\r\n");
  EXPECT_EQ(Describe(part.substr(0, part.size() - 2) + " \t\r\nend"), expected + "end");
  EXPECT_EQ(Describe(part + part), expected + part);
  EXPECT_EQ(Describe("in\r\n--B--\r\nout"), "inout");
  // Only the last delimiter begins a line.
  const std::string_view parts = std::string_view(part).substr(0, part.find("\r\n--B--"));
  EXPECT_EQ(Describe("in" + part), std::string("in").append(parts));
  EXPECT_EQ(Describe("in\n" + part), std::string("in\n").append(parts));
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
           "--Bx\r\n" + part,
           "preamble\r\n--B x\r\n" + part,
           std::string("preamble\r\n"),
           part.substr(0, part.size() - 2) + "epilogue",  // not on a line of its own
           part.substr(0, part.size() - 4),               // not closed
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
