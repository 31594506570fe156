#pragma once

#include <cstddef>
#include <functional>

namespace moldau::broker {

/// Calls `work(i)` for each i below `count` on up to `threads` threads, this one among them, and returns once
/// all is done.
void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

}  // namespace moldau::broker
