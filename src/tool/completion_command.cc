#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

#include "tool/commands.h"
#include "tool/output.h"

namespace moldau::tool {
namespace {

/// What may follow a command: " topics" -> list, describe, --json and so on.
struct Place {
  std::string path;
  std::vector<std::pair<std::string, std::string>> commands, options;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Place>& to) {
  Place place{path, {}, {}};
  for (const auto* each : app.get_subcommands({}))
    place.commands.emplace_back(each->get_name(), each->get_description());
  for (const auto* option : app.get_options({}))
    for (const auto& name : option->get_lnames())
      place.options.emplace_back("--" + name, option->get_description());
  to.push_back(std::move(place));
  for (const auto* each : app.get_subcommands({})) collect(*each, path + " " + each->get_name(), to);
}

std::string words_of(const Place& place) {
  std::vector<std::string> words;
  for (const auto& [word, unused] : place.commands) words.push_back(word);
  for (const auto& [word, unused] : place.options) words.push_back(word);
  return fmt::format("{}", fmt::join(words, " "));
}

/// A case of the shell: the paths that exist, so that a topic named "list" leads nowhere.
std::string known_paths(const std::vector<Place>& places) {
  std::vector<std::string> paths;
  for (const auto& each : places)
    if (!each.path.empty()) paths.push_back('"' + each.path + '"');
  return fmt::format("{}", fmt::join(paths, "|"));
}

void print_bash(const std::vector<Place>& places) {
  print_line("# moldau completion for bash: source <(moldau completion bash)");
  print_line("_moldau() {");
  print_line("  local cur=${COMP_WORDS[COMP_CWORD]} path='' word words=''");
  print_line("  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do");
  print_line(
      fmt::format("    case \"$path $word\" in {}) path=\"$path $word\" ;; esac", known_paths(places)));
  print_line("  done");
  print_line("  case \"$path\" in");
  for (const auto& each : places)
    print_line(fmt::format("    \"{}\") words=\"{}\" ;;", each.path, words_of(each)));
  print_line("  esac");
  print_line("  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")");
  print_line("}");
  print_line("complete -o default -F _moldau moldau");
}

void print_zsh(const std::vector<Place>& places) {
  print_line("#compdef moldau");
  print_line("# moldau completion for zsh: moldau completion zsh > a file _moldau in a folder of $fpath");
  print_line("_moldau() {");
  print_line("  local path_of='' word");
  print_line("  for word in ${words[2,CURRENT-1]}; do");
  print_line(fmt::format("    case \"$path_of $word\" in {}) path_of=\"$path_of $word\" ;; esac",
                         known_paths(places)));
  print_line("  done");
  print_line("  case \"$path_of\" in");
  for (const auto& each : places)
    print_line(fmt::format("    \"{}\") compadd -- {} ;;", each.path, words_of(each)));
  print_line("  esac");
  print_line("  _files");
  print_line("}");
  print_line("if [[ $funcstack[1] == _moldau ]]; then _moldau; else compdef _moldau moldau; fi");
}

/// Within single quotes.
std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != text.npos; at += 2) text.insert(at, "\\");
  return '\'' + text + '\'';
}

void print_fish(const std::vector<Place>& places) {
  print_line("# moldau completion for fish: moldau completion fish > ~/.config/fish/completions/moldau.fish");
  print_line("function __moldau_at");
  print_line("  set -l path ''");
  print_line("  for word in (commandline -opc)[2..]");
  std::string known;
  for (const auto& each : places)
    if (!each.path.empty()) known += ' ' + quoted(each.path);
  print_line(fmt::format("    contains -- \"$path $word\"{}; and set path \"$path $word\"", known));
  print_line("  end");
  print_line("  test \"$path\" = \"$argv[1]\"");
  print_line("end");
  for (const auto& place : places) {
    const auto at =
        fmt::format("complete -c moldau -n {}", quoted(fmt::format("__moldau_at \"{}\"", place.path)));
    for (const auto& [word, what] : place.commands)
      print_line(fmt::format("{} -f -a {} -d {}", at, word, quoted(what)));
    for (const auto& [word, what] : place.options)
      print_line(fmt::format("{} -l {} -d {}", at, word.substr(2), quoted(what)));
  }
}

int complete(const CLI::App& app, const std::string& shell) {
  std::vector<Place> places;
  collect(app, "", places);
  if (shell == "bash") print_bash(places);
  if (shell == "zsh") print_zsh(places);
  if (shell == "fish") print_fish(places);
  return flushed(kDone);
}

}  // namespace

void add_completion_command(CLI::App& app, Run& chosen) {
  auto shell = std::make_shared<std::string>();
  auto* command = app.add_subcommand("completion", "Print a script that completes commands in a shell");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Examples:\n"
      "  source <(moldau completion bash)\n"
      "  moldau completion zsh > \"${fpath[1]}/_moldau\"\n"
      "  moldau completion fish > ~/.config/fish/completions/moldau.fish");
  command->callback([&app, &chosen, shell] { chosen = [&app, shell] { return complete(app, *shell); }; });
}

}  // namespace moldau::tool
