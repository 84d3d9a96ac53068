//! The parts of the page: views over values, one component and its small parts a file.

pub mod context_rows;
pub mod editor;
pub mod examples_menu;
pub mod footer;
pub mod header;
pub mod notices;
pub mod policies;
pub mod policy_head;
pub mod policy_tabs;
pub mod problems;
pub mod request_form;
pub mod statement_detail;
pub mod statement_row;
pub mod statements;
pub mod steps;
pub mod tests;
pub mod verdict;
pub mod what_if;
