#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <thread>

namespace moldau::broker {

/// A thread that runs one event loop alone, so that what lives on it needs no lock.
class IoThread {
 public:
  explicit IoThread(std::string name);
  /// As stop() and reset().
  ~IoThread();
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  boost::asio::io_context& context() { return *context_; }
  boost::asio::io_context::executor_type executor() { return context_->get_executor(); }
  /// Joins the thread. What is posted afterwards is kept and not run.
  void stop();
  /// Destroys what was not run, and with it the loop. REQUIRES: stopped, and nobody posts any more.
  void reset();

 private:
  std::unique_ptr<boost::asio::io_context> context_;
  std::thread thread_;
};

}  // namespace moldau::broker
