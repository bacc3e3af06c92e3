-- How many users joined in each year from 2015 to 2020?
-- One row per year in which somebody joined. A user is a poster_name, however many posts it has.
-- The column is called post_year, as it is in every answer to this question; it is the year of joining.
with final as (
    select
        year(users.date_joined) as post_year,
        count(distinct pins.poster_name) as number_users_joined
    from pins
    inner join users on pins.ind = users.ind
    where pins.poster_name is not null and year(users.date_joined) between 2015 and 2020
    group by year(users.date_joined)
)

select * from final
order by post_year
