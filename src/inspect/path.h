#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace moldau::inspect {

/// Where in a message one is: "topics[2].partitions[0].offset".
class Path {
 public:
  /// A step down, until its end of life.
  class Step {
   public:
    Step(Path& path, std::string_view field) : path_(path), size_(path.text_.size()) {
      if (size_ > 0) path_.text_ += '.';
      path_.text_ += field;
    }
    Step(Path& path, std::size_t index) : path_(path), size_(path.text_.size()) {
      path_.text_ += fmt::format("[{}]", index);
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { path_.text_.resize(size_); }

   private:
    Path& path_;
    std::size_t size_;
  };

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace moldau::inspect
