#pragma once

#include <vector>

#include "inspect/message_table.h"

/// What is compiled for each list of messages, in a file of its own as that takes its time.
namespace moldau::inspect {

void add_00_to_19(SchemaBook& book, std::vector<Message>& to);
void add_20_to_39(SchemaBook& book, std::vector<Message>& to);
void add_40_to_59(SchemaBook& book, std::vector<Message>& to);
void add_60_to_79(SchemaBook& book, std::vector<Message>& to);
void add_80_to_94(SchemaBook& book, std::vector<Message>& to);
void add_records(SchemaBook& book, std::vector<Message>& to);
void add_files(SchemaBook& book, std::vector<Message>& to);
void add_kafka_3_9(SchemaBook& book, std::vector<Message>& to);

template <class List>
void add_list(SchemaBook& book, std::vector<Message>& to) {
  List::for_each([&]<class M>() { to.push_back({M::kInfo, book.of(SchemaVisitor::describe<M>)}); });
}

}  // namespace moldau::inspect
