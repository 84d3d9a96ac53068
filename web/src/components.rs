//! The parts of the page: views over values, one component and its small parts a file.

pub mod answer;
pub mod context_rows;
pub mod detail;
pub mod diagram;
pub mod editor;
pub mod examples_menu;
pub mod footer;
pub mod gates;
pub mod header;
pub mod managed_search;
pub mod notices;
pub mod policies;
pub mod policy_head;
pub mod policy_tabs;
pub mod problems;
pub mod raw;
pub mod request_form;
pub mod rewrite_menu;
pub mod statements;
pub mod stepper;
pub mod tests;
pub mod verdict;
pub mod what_if;
pub mod why_not;
