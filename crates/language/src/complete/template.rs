//! From AWS's templates to texts that a person completes: `arn:${Partition}:sqs:${Region}:…`
//! becomes `arn:aws:sqs:REGION:ACCOUNT-ID:QUEUE-NAME`.

/// The template with its variable parts in capitals, and the partition `aws`.
pub(crate) fn filled(template: &str) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        filled.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        match name {
            "Partition" => filled.push_str("aws"),
            "Account" | "AccountId" => filled.push_str("ACCOUNT-ID"),
            _ => push_capitals(&mut filled, name),
        }
        rest = behind;
    }
    filled + rest
}

/// The same with marks around what is to be selected: the first part in capitals.
pub(super) fn marked(template: &str) -> String {
    let mut at = 0;
    while let Some(found) = template.get(at..).and_then(|rest| rest.find("${")) {
        let start = at + found;
        let rest = template.get(start..).unwrap_or_default();
        let end = start + rest.find('}').map_or(rest.len(), |end| end + 1);
        let part = template.get(start..end).unwrap_or_default();
        if part != "${Partition}" {
            let before = template.get(..start).unwrap_or_default();
            let after = template.get(end..).unwrap_or_default();
            return format!("{}⟦{}⟧{}", filled(before), filled(part), filled(after));
        }
        at = end;
    }
    filled(template)
}

/// `BucketName` becomes `BUCKET-NAME`.
fn push_capitals(text: &mut String, name: &str) {
    let mut before_is_lower = false;
    for character in name.chars() {
        if character.is_ascii_uppercase() && before_is_lower {
            text.push('-');
        }
        before_is_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        text.push(character.to_ascii_uppercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_parts_become_capitals() {
        assert_eq!(
            filled("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"),
            "arn:aws:sqs:REGION:ACCOUNT-ID:QUEUE-NAME"
        );
        assert_eq!(
            marked("arn:${Partition}:s3:::${BucketName}/${ObjectName}"),
            "arn:aws:s3:::⟦BUCKET-NAME⟧/OBJECT-NAME"
        );
        assert_eq!(filled("aws:RequestTag/${TagKey}"), "aws:RequestTag/TAG-KEY");
    }
}
