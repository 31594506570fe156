#pragma once

namespace moldau::protocol {

/// Types of messages, to go over. There are several lists, since what is instantiated for all messages in one
/// file takes minutes to compile.
template <class... M>
struct MessageList {
  template <class Visit>
  static void for_each(Visit visit) {
    (visit.template operator()<M>(), ...);
  }
};

}  // namespace moldau::protocol
