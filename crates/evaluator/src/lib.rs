//! The policy language of AWS IAM and its decision.
